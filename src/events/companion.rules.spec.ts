import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../common/time.rules.js';
import { AFFINITY } from '../emotion/affinity.tables.js';
import { EMOTIONS } from '../emotion/emotion.tables.js';
import { PERSONAS } from '../dialogue/persona.tables.js';
import { companionAt, MINUTE_MS, NOW } from '../../test/support/companions.js';
import { countWith, feel, situationOf, withLine, type CompanionState } from './companion.rules.js';
import type { EventContext, EventData } from './event.types.js';

const ANGRY = { pleasure: -0.8, arousal: 0.8, dominance: 0.6 };
const BASELINE = PERSONAS.cool.baseline;

interface Moment {
  readonly type?: string;
  readonly data?: EventData;
  readonly context?: EventContext;
  readonly atMs?: number;
  readonly sensitivity?: number;
}

function live(state: CompanionState, moment: Moment = {}) {
  const { type = 'player.victory', data = {}, context = {}, atMs = NOW, sensitivity = 1 } = moment;
  return feel({ state, persona: 'cool', event: { type, data, context }, occurredAtMs: atMs, sensitivity });
}

/** Whether an event is called a first, at a level of the player's, after so many level-ups. */
const isFirst = (type: string, data: EventData, playerLevel?: number, levelUps = 0) =>
  live(companionAt({ typeCounts: { 'player.levelup': levelUps } }), {
    type,
    data,
    context: playerLevel === undefined ? {} : { playerLevel },
  }).situation.isFirstTime;
/** The mood in which an event is met. */
const metIn = (state: CompanionState, moment: Moment) => live(state, moment).situation.mood;
/** Pleasure half way, or a quarter of the way, from the baseline. */
const pleasureAfter = (halfLives: number) => BASELINE.pleasure + (ANGRY.pleasure - BASELINE.pleasure) / 2 ** halfLives;

describe('a mood over time', () => {
  it('falls back to its persona by half in 20 minutes of wall time', () => {
    const mood = metIn(companionAt(ANGRY), { atMs: NOW + 20 * MINUTE_MS });
    expect(mood?.pleasure).toBeCloseTo(pleasureAfter(1), 12);
    expect(mood?.arousal).toBeCloseTo((ANGRY.arousal + BASELINE.arousal) / 2, 12);
    expect(mood?.dominance).toBeCloseTo((ANGRY.dominance + BASELINE.dominance) / 2, 12);
  });

  it("goes by the game's clock where there is one, whatever the wall says", () => {
    const state = companionAt({ ...ANGRY, moodGameTime: 500 });
    const paused = { context: { gameTime: 500 }, atMs: NOW + 8 * 60 * MINUTE_MS };
    expect(metIn(state, paused)).toMatchObject(ANGRY);
    const fast = { context: { gameTime: 500 + 2400 }, atMs: NOW + MINUTE_MS };
    expect(metIn(state, fast)?.pleasure).toBeCloseTo(pleasureAfter(2), 12);
  });

  it("goes by wall time until the game's clock was seen once", () => {
    const first = live(companionAt(ANGRY), { context: { gameTime: 90_000 }, atMs: NOW + 20 * MINUTE_MS });
    expect(first.situation.mood?.pleasure).toBeCloseTo(pleasureAfter(1), 12);
    expect(first.next.moodGameTime).toBe(90_000);
  });

  it('counts no stretch of time on both clocks', () => {
    const state = companionAt({ ...ANGRY, moodGameTime: 0 });
    const silent = { type: 'game.tick', data: {} };
    const between = live(state, { ...silent, atMs: NOW + 20 * MINUTE_MS }).next;
    const mood = metIn(
      { ...between, ...ANGRY },
      { ...silent, context: { gameTime: 2400 }, atMs: NOW + 40 * MINUTE_MS },
    );
    expect(mood?.pleasure).toBeCloseTo(pleasureAfter(1), 12);
  });

  it('takes a game clock that was set back for a new one', () => {
    const state = companionAt({ ...ANGRY, moodGameTime: 100_000 });
    const loaded = live(state, { context: { gameTime: 10 }, atMs: NOW + MINUTE_MS });
    expect(loaded.situation.mood).toMatchObject(ANGRY);
    expect(loaded.next.moodGameTime).toBe(10);
    const mood = metIn({ ...loaded.next, ...ANGRY }, { context: { gameTime: 1210 }, atMs: NOW + 2 * MINUTE_MS });
    expect(mood?.pleasure).toBeCloseTo(pleasureAfter(1), 12);
  });

  it('meets a late event as it is, and no late event turns time back', () => {
    const state = companionAt({ ...ANGRY, moodGameTime: 5000, lastActiveAtMs: NOW, affinityDay: '2026-05-10' });
    for (const context of [{ gameTime: 200 }, { gameTime: 9000 }, {}]) {
      const late = live(state, { context, atMs: NOW - 30 * MINUTE_MS });
      expect(late.situation.mood).toMatchObject(ANGRY);
      expect(late.next).toMatchObject({ moodAtMs: NOW, moodGameTime: 5000, lastActiveAtMs: NOW });
      expect(late.next.totalEvents).toBe(state.totalEvents + 1);
    }
  });

  it('is moved toward what was felt', () => {
    const { appraisal, next } = live(companionAt(ANGRY));
    const target = EMOTIONS[appraisal.emotion].pleasure;
    expect(next.pleasure).toBeCloseTo(ANGRY.pleasure + (target - ANGRY.pleasure) * 0.3 * appraisal.intensity, 12);
    expect(next.moodAtMs).toBe(NOW);
  });
});

function victories(state: CompanionState, times: readonly number[]): CompanionState {
  return times.reduce((now, atMs) => live(now, { atMs }).next, state);
}

/** Thirty victories on each of some days. */
function winningDays(count: number): CompanionState {
  return victories(
    companionAt(),
    Array.from({ length: count * 30 }, (_, index) => NOW + Math.floor(index / 30) * DAY_MS),
  );
}

describe('affinity', () => {
  it('grows with a shared moment, and never by more than the cap on one day', () => {
    const once = victories(companionAt(), [NOW]);
    expect(once.affinity).toBeGreaterThan(AFFINITY.start);
    expect(once.affinityGained).toBeCloseTo(once.affinity - AFFINITY.start, 12);
    expect(once.affinityDay).toBe('2026-05-10');
    const often = victories(
      companionAt(),
      Array.from({ length: 500 }, () => NOW),
    );
    expect(often.affinity - AFFINITY.start).toBeLessThanOrEqual(AFFINITY.dayCap);
  });

  it('grows anew on the next day', () => {
    expect(winningDays(2).affinity).toBeGreaterThan(winningDays(1).affinity + AFFINITY.dayCap / 2);
    expect(winningDays(2).affinityDay).toBe('2026-05-11');
  });

  it('cannot be ground by dates that go back and forth', () => {
    const times = Array.from({ length: 600 }, (_, index) => NOW - (index % 300) * DAY_MS);
    const ground = victories(companionAt({ lastActiveAtMs: NOW }), times);
    expect(ground.affinity - AFFINITY.start).toBeLessThanOrEqual(AFFINITY.dayCap);
    expect(ground.affinityDay).toBe('2026-05-10');
  });

  it('cools with absence before it grows, and not by an event that is told late', () => {
    const fond = companionAt({ affinity: 80, lastActiveAtMs: NOW });
    const missed = live(fond, { type: 'player.sessionstart', atMs: NOW + 61 * DAY_MS }).next;
    expect(missed.affinity).toBeGreaterThan(50);
    expect(missed.affinity).toBeLessThan(51);
    expect(live(fond, { atMs: NOW - 61 * DAY_MS }).next.affinity).toBeGreaterThan(80);
  });
});

describe('counts', () => {
  it('counts types worth remembering, and nothing else', () => {
    const state = companionAt({ typeCounts: { 'player.bosskill': 4 } });
    expect(live(state, { type: 'player.bosskill' }).next.typeCounts).toEqual({ 'player.bosskill': 5 });
    for (const type of ['player.chat', 'farm.harvest', 'object.constructor']) {
      expect(live(state, { type }).next.typeCounts).toBe(state.typeCounts);
      expect(countWith(state.typeCounts, type)).toBeNull();
    }
    expect(countWith({}, 'player.bosskill')).toBe(1);
  });

  it('says first time once, unless the game knows better', () => {
    const bosskill = (data: EventData, typeCounts: Record<string, number> = {}) =>
      live(companionAt({ typeCounts }), { type: 'player.bosskill', data }).situation;
    expect(bosskill({})).toMatchObject({ count: 1, isFirstTime: true });
    expect(bosskill({}, { 'player.bosskill': 1 })).toMatchObject({ count: 2, isFirstTime: false });
    expect(bosskill({ count: 7 })).toMatchObject({ count: 7, isFirstTime: false });
    expect(bosskill({ count: 1 }, { 'player.bosskill': 9 })).toMatchObject({ count: 1, isFirstTime: true });
    expect(bosskill({ isFirstTime: false })).toMatchObject({ count: 1, isFirstTime: false });
    expect(live(companionAt(), { type: 'farm.harvest' }).situation).toMatchObject({ count: null, isFirstTime: false });
  });

  it('calls nothing a first of somebody who was of a level before they were counted', () => {
    expect(isFirst('player.victory', {}, 40)).toBe(false);
    expect(isFirst('player.victory', {}, 1)).toBe(true);
    expect(isFirst('player.bosskill', {}, 5, 4)).toBe(true);
    expect(isFirst('player.bosskill', { level: 60 }, 1)).toBe(true);
    expect(isFirst('player.levelup', { level: 2 })).toBe(true);
    expect(isFirst('player.levelup', { level: 41 })).toBe(false);
    expect(isFirst('player.sessionstart', { level: 12 })).toBe(false);
    expect(isFirst('player.victory', { isFirstTime: true }, 40)).toBe(true);
    expect(isFirst('player.victory', { count: 1 }, 40)).toBe(true);
  });

  it('colours an analysis of the same moment the same way', () => {
    const state = companionAt({ ...ANGRY, typeCounts: { 'player.bosskill': 2 } });
    const event = { type: 'player.bosskill', data: {}, context: {} };
    const request = { state, persona: 'cool', event, occurredAtMs: NOW + MINUTE_MS, sensitivity: 1.2 };
    expect(situationOf(request, countWith(state.typeCounts, event.type))).toEqual(feel(request).situation);
  });
});

describe('a step', () => {
  it("scales what is felt by the game's sensitivity", () => {
    const calm = live(companionAt(), { sensitivity: 0.5 }).appraisal.intensity;
    expect(live(companionAt()).appraisal.intensity).toBeCloseTo(calm * 2, 2);
  });

  it('moves the version by one and keeps what it does not own', () => {
    const state = companionAt({ version: 41, totalMemories: 6, memoryVersion: 9, lastLines: ['a'] });
    expect(live(state).next).toMatchObject({ version: 42, totalMemories: 6, memoryVersion: 9, lastLines: ['a'] });
  });

  it('remembers the line that was said, newest first', () => {
    const state = companionAt({ lastLines: ['c', 'b', 'a'] });
    expect(withLine(state, 'd')).toEqual({ ...state, lastLines: ['d', 'c', 'b'] });
  });
});
