import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { RARITIES } from '../events/event.types.js';
import { scoreImportance } from './importance.rules.js';
import type { ImportanceInput } from './importance.rules.js';
import { MEMORY_SOURCES } from './memory.types.js';

const plain: ImportanceInput = { type: 'combat', source: 'event' };

describe('scoreImportance', () => {
  it.each<[string, ImportanceInput, number]>([
    ['a plain event', plain, 0.5],
    ['a remark', { type: 'conversation', source: 'chat' }, 0.3],
    ['an achievement', { ...plain, type: 'achievement' }, 0.7],
    ['a milestone', { ...plain, type: 'milestone' }, 0.7],
    ['an intense emotion by name', { ...plain, emotion: 'proud' }, 0.65],
    ['a calm emotion by name', { ...plain, emotion: 'satisfied' }, 0.5],
    ['a strong feeling of any name', { ...plain, emotion: 'happy', intensity: 0.8 }, 0.65],
    ['a weak feeling of an intense name', { ...plain, emotion: 'excited', intensity: 0.79 }, 0.5],
    ['an epic find', { ...plain, facts: { rarity: 'epic' } }, 0.65],
    ['a rare find', { ...plain, facts: { rarity: 'rare' } }, 0.5],
    ['an MVP', { ...plain, facts: { mvp: true } }, 0.6],
    ['a streak of five', { ...plain, facts: { lossStreak: 5 } }, 0.6],
    ['a streak of four', { ...plain, facts: { winStreak: 4 } }, 0.5],
    ['two streaks', { ...plain, facts: { winStreak: 9, deathStreak: 9 } }, 0.6],
    ['a first time', { ...plain, facts: { isFirstTime: true } }, 0.6],
    ['nulls', { ...plain, emotion: null, intensity: null, facts: { rarity: null, winStreak: null } }, 0.5],
    [
      'everything at once',
      {
        type: 'achievement',
        source: 'event',
        emotion: 'proud',
        facts: { rarity: 'mythic', mvp: true, winStreak: 7, isFirstTime: true },
      },
      1,
    ],
  ])('%s', (_, input, expected) => {
    expect(scoreImportance(input)).toBe(expected);
  });

  const inputs = fc.record({
    type: fc.constantFrom('achievement', 'milestone', 'combat', 'loot'),
    source: fc.constantFrom(...MEMORY_SOURCES),
    emotion: fc.option(fc.constantFrom(...EMOTION_NAMES)),
    intensity: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    facts: fc.record({
      rarity: fc.option(fc.constantFrom(...RARITIES)),
      mvp: fc.boolean(),
      winStreak: fc.nat(20),
      isFirstTime: fc.boolean(),
    }),
  });

  it('stays in 0..1 on whole hundredths, and a remark never outranks the same as an event', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const importance = scoreImportance(input);
        expect(importance).toBeGreaterThanOrEqual(0.3);
        expect(importance).toBeLessThanOrEqual(1);
        expect(importance).toBe(Math.round(importance * 100) / 100);
        expect(scoreImportance({ ...input, source: 'chat' })).toBeLessThanOrEqual(importance);
      }),
    );
  });

  it('never falls when the streak grows or the find is rarer', () => {
    fc.assert(
      fc.property(inputs, fc.nat(20), fc.nat(5), (input, more, steps) => {
        const rank = RARITIES.indexOf(input.facts.rarity ?? 'common');
        const rarity = RARITIES[Math.min(rank + steps, RARITIES.length - 1)];
        const bigger = { ...input, facts: { ...input.facts, winStreak: input.facts.winStreak + more, rarity } };
        expect(scoreImportance(bigger)).toBeGreaterThanOrEqual(scoreImportance(input));
      }),
    );
  });
});
