import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { embedText } from '../providers/embedding/local-embedder.js';
import { isNearDuplicate, MAX_STRENGTH, reinforce } from './duplicate.rules.js';

/** A vector at this cosine from (1, 0). */
const at = (cosine: number) => Float32Array.of(cosine, Math.sqrt(1 - cosine ** 2));
const told = (content: string, type = 'combat') => ({ type, content, vector: embedText(content, 512) });

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
