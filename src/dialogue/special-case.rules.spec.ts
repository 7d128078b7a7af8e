import { describe, expect, it } from '@jest/globals';
import type { EventContext, EventData } from '../events/event.types.js';
import { specialCases, type Moment } from './special-case.rules.js';

function moment(data: EventData, context: EventContext = {}, more: Partial<Moment> = {}): Moment {
  return {
    event: { type: 'player.victory', data, context },
    emotion: 'happy',
    intensity: 0.5,
    count: 3,
    isFirstTime: false,
    recalledImportance: null,
    ...more,
  };
}

describe('specialCases', () => {
  it('finds nothing special in an ordinary victory', () => {
    expect(specialCases(moment({ winStreak: 2, killCount: 4, rarity: 'rare' }))).toEqual([]);
  });

  it.each([
    ['legendary', ['legendary_rarity']],
    ['mythic', ['legendary_rarity']],
    ['epic', []],
  ] as const)('rarity %s: %j', (rarity, expected) => {
    expect(specialCases(moment({ rarity }))).toEqual(expected);
  });

  it('believes the event before the server’s count', () => {
    expect(specialCases(moment({}, {}, { isFirstTime: true }))).toEqual(['first_time']);
    expect(specialCases(moment({ isFirstTime: false }, {}, { isFirstTime: true }))).toEqual([]);
    expect(specialCases(moment({ count: 100 }))).toEqual(['count_milestone']);
    expect(specialCases(moment({ count: 101 }, {}, { count: 100 }))).toEqual([]);
  });

  it('leaves a loss and a crisis to the lines that were written for them', () => {
    const remembered = { recalledImportance: 1 };
    expect(specialCases(moment({ text: 'where is the key' }, {}, remembered))).toEqual(['strong_memory']);
    expect(specialCases(moment({ text: 'my grandmother died' }, {}, remembered))).toEqual([]);
    expect(specialCases(moment({ text: 'I want to die' }, {}, remembered))).toEqual([]);
  });

  it('counts exactly the round numbers', () => {
    const special = [1, 9, 10, 11, 50, 100, 200, 500, 1000, 5000, 10_000, 10_001].filter((count) =>
      specialCases(moment({}, {}, { count })).includes('count_milestone'),
    );
    expect(special).toEqual([10, 50, 100, 500, 1000, 5000, 10_000]);
  });

  it('reads a streak of five of any kind from data or context', () => {
    expect(specialCases(moment({ lossStreak: 5 }))).toEqual(['long_streak']);
    expect(specialCases(moment({}, { deathStreak: 6 }))).toEqual(['long_streak']);
    expect(specialCases(moment({ winStreak: 4 }))).toEqual([]);
  });

  it('knows a strong memory from its importance', () => {
    expect(specialCases(moment({}, {}, { recalledImportance: 0.8 }))).toEqual(['strong_memory']);
    expect(specialCases(moment({}, {}, { recalledImportance: 0.79 }))).toEqual([]);
  });

  it('needs three significant factors at once', () => {
    const two = moment({ mvp: true, winStreak: 3 });
    expect(specialCases(two)).toEqual([]);
    expect(specialCases(moment({ mvp: true, winStreak: 3 }, { difficulty: 'hard' }))).toEqual(['many_factors']);
    expect(specialCases({ ...two, intensity: 0.8 })).toEqual(['many_factors']);
    expect(specialCases({ ...two, intensity: 0.8, emotion: 'neutral' })).toEqual([]);
  });
});
