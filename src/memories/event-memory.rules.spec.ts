import { describe, expect, it } from '@jest/globals';
import type { GameEvent } from '../events/event.types.js';
import { draftFromEvent, type FeltEvent } from './event-memory.rules.js';

function draft(event: Partial<GameEvent> & { type: string }, more: Partial<FeltEvent> = {}) {
  return draftFromEvent({
    playerId: 'player',
    gameId: 'game',
    event: { data: {}, context: {}, ...event },
    eventRowId: 'event',
    language: 'en',
    emotion: 'happy',
    intensity: 0.5,
    isFirstTime: false,
    count: null,
    occurredAt: new Date(0),
    ...more,
  });
}

describe('draftFromEvent', () => {
  it.each([
    ['an ordinary win', draft({ type: 'player.victory' }), 'combat', 0.5],
    ['a first win', draft({ type: 'player.victory' }, { isFirstTime: true }), 'milestone', 0.8],
    ['a hundredth win', draft({ type: 'player.victory' }, { count: 100 }), 'milestone', 0.7],
    ['a seventh win', draft({ type: 'player.victory' }, { count: 7 }), 'combat', 0.5],
    ['a first defeat', draft({ type: 'player.defeat' }, { isFirstTime: true }), 'combat', 0.6],
    ['a first achievement', draft({ type: 'player.achievement' }, { isFirstTime: true }), 'achievement', 0.8],
    ['a betrayal', draft({ type: 'player.betrayed' }), 'social', 0.7],
    ['a legendary drop, by its type', draft({ type: 'player.lootlegendary' }), 'loot', 0.65],
    ['a streak from the context', draft({ type: 'player.victory', context: { winStreak: 5 } }), 'combat', 0.6],
    ['a remark', draft({ type: 'player.chat', data: { text: 'hi' } }), 'conversation', 0.3],
    ['a game’s own event', draft({ type: 'raid.wipe' }), 'session', 0.5],
    ['a game’s own first', draft({ type: 'raid.clear' }, { isFirstTime: true }), 'milestone', 0.8],
  ])('gives %s its type and importance', (_, { type, importance }, expectedType, expectedImportance) => {
    expect([type, importance]).toEqual([expectedType, expectedImportance]);
  });

  it('marks what a player typed, and tells a count that the server kept', () => {
    expect(draft({ type: 'player.chat', data: { text: 'hi' } }).source).toBe('chat');
    expect(draft({ type: 'player.victory' }).source).toBe('event');
    expect(draft({ type: 'player.victory' }, { count: 100 }).content).toContain('100th time');
    expect(draft({ type: 'player.victory', data: { isFirstTime: true } }).content).not.toContain('first time');
  });
});
