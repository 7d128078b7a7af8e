import { describe, expect, it } from '@jest/globals';
import type { EventContext, EventData } from '../events/event.types.js';
import type { Situation } from './emotion.types.js';
import { emotionSignature, isCacheable } from './signature.rules.js';

const CALM: Situation = { count: null, isFirstTime: false, mood: null, sensitivity: 1 };

function sign(type: string, data: EventData = {}, context: EventContext = {}, situation = CALM): string {
  return emotionSignature({ type, data, context }, situation);
}

describe('the signature of an event', () => {
  it.each<[string, EventData, EventData, EventContext, EventContext]>([
    ['three kills and four', { killCount: 3 }, { killCount: 4 }, {}, {}],
    ['five kills and fifty', { killCount: 5 }, { killCount: 50 }, {}, {}],
    ['streaks of five and nine', { winStreak: 5 }, { winStreak: 9 }, {}, {}],
    ['streaks in data and in context', { winStreak: 5 }, {}, {}, { winStreak: 5 }],
    ['3 and 17 percent of health', {}, {}, { playerHealth: 3 }, { playerHealth: 17 }],
    ['no streak and one of nothing', {}, { winStreak: 0 }, {}, {}],
    ['names and moments', { item: 'Sunblade', enemy: 'Rex' }, { item: 'Bow', enemy: 'Tom' }, { gameTime: 5 }, {}],
    ['the third time and the ninth', { count: 3 }, { count: 9 }, {}, {}],
  ])('is the same for %s', (_case, dataA, dataB, contextA, contextB) => {
    expect(sign('player.victory', dataA, contextA)).toBe(sign('player.victory', dataB, contextB));
  });

  it('tells apart what matters', () => {
    const signatures = [
      sign('player.victory'),
      sign('player.teamvictory'),
      sign('player.victory', { killCount: 1 }),
      sign('player.victory', { killCount: 2 }),
      sign('player.victory', { killCount: 5 }),
      sign('player.victory', { winStreak: 3 }),
      sign('player.victory', { winStreak: 5 }),
      sign('player.victory', { lossStreak: 5 }),
      sign('player.victory', { deathStreak: 5 }),
      sign('player.victory', { mvp: true }),
      sign('player.victory', { margin: -0.7 }),
      sign('player.victory', { margin: 0.7 }),
      sign('player.victory', {}, { playerHealth: 10 }),
      sign('player.victory', {}, { playerHealth: 30 }),
      sign('player.victory', {}, { playerHealth: 90 }),
      sign('player.victory', {}, { inCombat: true }),
      sign('player.victory', {}, { difficulty: 'hard' }),
      sign('player.victory', { isFirstTime: true }),
      sign('player.victory', {}, {}, { ...CALM, sensitivity: 1.3 }),
      sign('player.loot', { rarity: 'rare' }),
      sign('player.loot', { rarity: 'epic' }),
      sign('race.won', { rarity: 'epic' }),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  it('minds the mood only where it can colour the event', () => {
    const dim = { ...CALM, mood: { pleasure: -0.6, arousal: 0.1, dominance: 0 } };
    expect(sign('player.draw', {}, {}, dim)).not.toBe(sign('player.draw'));
    expect(sign('player.victory', {}, {}, dim)).toBe(sign('player.victory'));
  });

  it('holds nothing that a person wrote, and says when that makes it unfit for a cache', () => {
    const remark = { type: 'player.chat', data: { text: 'my secret', ally: 'Zara' }, context: {} };
    expect(emotionSignature(remark, CALM)).toBe('player.chat');
    expect(isCacheable(remark)).toBe(false);
    expect(isCacheable({ type: 'player.victory', data: {}, context: {} })).toBe(true);
  });
});
