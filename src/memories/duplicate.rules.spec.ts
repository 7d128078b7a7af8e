import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { embedText } from '../providers/embedding/local-embedder.js';
import { isNearDuplicate, type ComparableMemory, MAX_STRENGTH, reinforce } from './duplicate.rules.js';

/** A vector at this cosine from (1, 0). */
const at = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
const told = (content: string, type = 'combat', more: Partial<ComparableMemory> = {}): ComparableMemory => ({
  type,
  content,
  context: {},
  source: 'server',
  eventId: null,
  vector: embedText(content, 512),
  ...more,
});
/** As if no vector told them apart. */
const alike = (a: string, b: string) =>
  isNearDuplicate({ ...told(a), vector: Float32Array.of(1, 0) }, { ...told(b), vector: Float32Array.of(1, 0) });

describe('isNearDuplicate', () => {
  it.each([
    ['Won a match!', 'won  a match'],
    ['Found the legendary Dragonfang Blade.', 'Found a legendary Dragonfang Blade'],
    ['勝利した。', '勝利した'],
  ])('takes %p and %p for the same', (a, b) => {
    expect(isNearDuplicate(told(a), told(b))).toBe(true);
  });

  it.each([
    ['Reached level 49 in the great arena of the north', 'Reached level 50 in the great arena of the north'],
    ['I like the Fire Temple of the north', "I don't like the Fire Temple of the north"],
    ['Found the legendary Dragonfang Blade.', 'Found the legendary Dragonfang Shield.'],
    ['Ann betrayed Bob in the arena', 'Bob betrayed Ann in the arena'],
    ['Victory: won a match.', 'Defeat: lost a match.'],
    ['我喜欢火焰神殿的音乐和那里的首领', '我不喜欢火焰神殿的音乐和那里的首领'],
    ['Ich mag den Feuertempel im Norden', 'Ich mag den Feuertempel im Norden nicht'],
    ['J’aime le temple de feu du nord', 'Je n’aime plus le temple de feu du nord'],
    ['Me gusta el templo de fuego del norte', 'Nunca me gusta el templo de fuego del norte'],
    ['Eu gosto do templo de fogo do norte', 'Eu não gosto do templo de fogo do norte'],
    ['나는 북쪽 불의 신전이 좋아', '나는 북쪽 불의 신전이 안 좋아'],
  ])('keeps %p and %p apart', (a, b) => {
    expect(isNearDuplicate(told(a), told(b))).toBe(false);
  });

  it.each([
    ['Beat the Gate Warden I', 'Beat the Gate Warden II'],
    ['Beat the Gate Warden I', 'Beat the Gate Warden'],
    ['beat gate warden ii for the first time', 'beat gate warden iii for the first time'],
    ['Was betrayed by Ash', 'Was betrayed by Asha'],
    ['Mira likes the old tower', 'Toma likes the old tower'],
    ['打败了雪山之王', '打败了火山之王'],
    ['ゆきと塔に登った', 'ゆきのと塔に登った'],
    ['민수와 탑에 올랐다', '민서와 탑에 올랐다'],
    ['هزم الملك سامي', 'هزم الملك رامي'],
  ])('keeps %p and %p apart, however near their vectors are', (a, b) => {
    expect(alike(a, b)).toBe(false);
    expect(alike(b, a)).toBe(false);
  });

  it.each([
    ['Mira likes the old tower', 'mira really likes the old tower'],
    ['The Dragonfang was found in the north', 'Dragonfang was found in the North'],
    ['我喜欢火焰神殿的音乐', '我很喜欢火焰神殿音乐'],
  ])('takes %p and %p for the same when their vectors say so', (a, b) => {
    expect(alike(a, b)).toBe(true);
  });

  it('goes by the names in the context where both have one', () => {
    const at = (enemy: string) => told('Won the final', 'combat', { context: { enemy } });
    expect(isNearDuplicate(at('Ash'), at('Asha'))).toBe(false);
    expect(isNearDuplicate(at('Ash'), at('ASH'))).toBe(true);
    expect(isNearDuplicate(at('Ash'), told('Won the final'))).toBe(true);
  });

  it('needs one type', () => {
    expect(isNearDuplicate(told('Won a match.'), told('Won a match.', 'social'))).toBe(false);
  });

  it('goes by the cosine, at 0.92 too, and by the text alone without vectors of one model', () => {
    const pair = (cosine: number) =>
      isNearDuplicate({ ...told('a'), vector: Float32Array.of(1, 0) }, { ...told('b'), vector: at(cosine) });
    expect(pair(0.9201)).toBe(true);
    expect(pair(0.9199)).toBe(false);
    expect(isNearDuplicate({ ...told('a'), vector: null }, told('b'))).toBe(false);
    expect(isNearDuplicate({ ...told('a'), vector: at(1) }, told('a!'))).toBe(true);
  });

  it('is the same in either order', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(isNearDuplicate(told(a), told(b))).toBe(isNearDuplicate(told(b), told(a)));
        expect(isNearDuplicate(told(a), told(a))).toBe(true);
      }),
    );
  });
});

describe('reinforce', () => {
  it('makes a memory stronger and as important as either, within bounds', () => {
    expect(reinforce({ strength: 1, importance: 0.5 }, { importance: 0.7 })).toEqual({ strength: 2, importance: 0.7 });
    expect(reinforce({ strength: 1, importance: 0.8 }, { importance: 0.7 })).toEqual({ strength: 2, importance: 0.8 });
    expect(reinforce({ strength: MAX_STRENGTH, importance: 0 }, { importance: 0 }).strength).toBe(MAX_STRENGTH);
  });
});
