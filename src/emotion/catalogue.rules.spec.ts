import { describe, expect, it } from '@jest/globals';
import { emotionCatalogue } from './catalogue.rules.js';
import { EMOTION_NAMES } from './emotion.types.js';
import { isMemorable } from './event-type.rules.js';
import { MEMORY_TYPES } from './event-type.types.js';

const { emotions, eventTypes } = emotionCatalogue();
const PROMISED = [
  ...'victory defeat draw teamvictory teamdefeat kill death assist achievement levelup milestone revived'.split(' '),
  ...'savedally betrayed loot lootepic lootlegendary outofresources questcomplete questfailed skillcombo'.split(' '),
  ...'bosskill nearmiss comeback sessionstart sessionend timeout disconnect chat purchase gift'.split(' '),
];

describe('the catalogue', () => {
  it('lists every emotion at its own point, with an animation of its own', () => {
    expect(emotions.map(({ name }) => name)).toEqual(EMOTION_NAMES);
    expect(new Set(emotions.map(({ action }) => action)).size).toBe(emotions.length);
    for (const { pleasure, arousal, dominance } of emotions) {
      for (const value of [pleasure, arousal, dominance]) expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
  });

  it('lists every event type that the contract promises, and what it reads', () => {
    const types = eventTypes.map(({ type }) => type);
    expect(types.toSorted()).toEqual(PROMISED.map((name) => `player.${name}`).toSorted());
    for (const { reads, memoryType } of eventTypes) {
      expect(new Set(reads).size).toBe(reads.length);
      expect(MEMORY_TYPES).toContain(memoryType);
    }
  });

  it('counts what is worth celebrating, and reads a first time exactly there', () => {
    expect(['player.kill', 'player.bosskill', 'player.levelup', 'player.victory'].every(isMemorable)).toBe(true);
    expect(['player.chat', 'player.disconnect', 'player.death', 'race.won'].some(isMemorable)).toBe(false);
    for (const { reads, memorable } of eventTypes) expect(reads.includes('isFirstTime')).toBe(memorable);
  });
});
