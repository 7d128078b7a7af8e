import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DAY_MS } from '../common/time.rules.js';
import { PERSONA_NAMES } from '../dialogue/persona.tables.js';
import { AFFINITY } from '../emotion/affinity.tables.js';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import { companionAt, NOW } from '../../test/support/companions.js';
import { feel, type CompanionState, type FeelRequest } from './companion.rules.js';
import { RARITIES, type EventContext, type EventData } from './event.types.js';

type Moment = Omit<FeelRequest, 'state'>;

const AXES = ['pleasure', 'arousal', 'dominance'] as const;
const type = fc.constantFrom(...Object.keys(EVENT_TYPES), 'farm.harvest', 'toString.constructor');
const data: fc.Arbitrary<EventData> = fc.record(
  {
    killCount: fc.nat({ max: 1_000_000_000 }),
    winStreak: fc.nat({ max: 50 }),
    lossStreak: fc.nat({ max: 50 }),
    mvp: fc.boolean(),
    rarity: fc.constantFrom(...RARITIES),
    margin: fc.double({ min: -1, max: 1, noNaN: true }),
    amount: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    isFirstTime: fc.boolean(),
    count: fc.nat({ max: 1_000_000_000 }),
  },
  { requiredKeys: [] },
);
const context: fc.Arbitrary<EventContext> = fc.record(
  {
    playerHealth: fc.double({ min: 0, max: 100, noNaN: true }),
    inCombat: fc.boolean(),
    gameTime: fc.double({ min: 0, max: 1e12, noNaN: true }),
  },
  { requiredKeys: [] },
);
const moment: fc.Arbitrary<Moment> = fc.record({
  persona: fc.constantFrom(...PERSONA_NAMES, 'nobody we know'),
  event: fc.record({ type, data, context }),
  occurredAtMs: fc.integer({ min: NOW - 400 * DAY_MS, max: NOW + 5 * 60_000 }),
  sensitivity: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
});
const life = fc.array(moment, { minLength: 1, maxLength: 60 });

function outOfBounds(state: CompanionState): string[] {
  return [
    ...AXES.filter((axis) => !(Math.abs(state[axis]) <= 1)),
    ...(state.affinity >= AFFINITY.start && state.affinity <= AFFINITY.highest ? [] : ['affinity']),
    ...(state.affinityGained >= 0 && state.affinityGained <= AFFINITY.dayCap ? [] : ['affinityGained']),
    ...(Number.isFinite(state.moodAtMs) ? [] : ['moodAtMs']),
  ];
}

describe('a life of any events', () => {
  it('keeps mood and affinity in bounds, and time running forward', () => {
    fc.assert(
      fc.property(life, (moments) => {
        let state = companionAt();
        for (const one of moments) {
          const { next } = feel({ ...one, state });
          expect(outOfBounds(next)).toEqual([]);
          expect(next.moodAtMs).toBeGreaterThanOrEqual(state.moodAtMs);
          expect(next.lastActiveAtMs).toBeGreaterThanOrEqual(state.lastActiveAtMs ?? one.occurredAtMs);
          expect((next.affinityDay ?? '') >= (state.affinityDay ?? '')).toBe(true);
          state = next;
        }
        expect(state.totalEvents).toBe(moments.length);
      }),
      { numRuns: 80 },
    );
  });

  it('is the same life each time, and leaves the state it was given alone', () => {
    fc.assert(
      fc.property(life, (moments) => {
        const start = Object.freeze(companionAt({ typeCounts: Object.freeze({ 'player.bosskill': 3 }) }));
        const lived = () => moments.reduce<CompanionState>((state, one) => feel({ ...one, state }).next, start);
        expect(lived()).toEqual(lived());
      }),
      { numRuns: 40 },
    );
  });

  it('gives no day more affinity than the cap, in whatever order its events arrive', () => {
    fc.assert(
      fc.property(life, (moments) => {
        const days = new Set(moments.map(({ occurredAtMs }) => Math.floor(occurredAtMs / DAY_MS)));
        const { affinity } = moments.reduce<CompanionState>(
          (state, one) => feel({ ...one, state }).next,
          companionAt(),
        );
        expect(affinity - AFFINITY.start).toBeLessThanOrEqual(days.size * AFFINITY.dayCap);
      }),
      { numRuns: 40 },
    );
  });

  it('counts each memorable type as often as it happened', () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 40 }), (moments) => {
        const { typeCounts } = moments.reduce<CompanionState>(
          (state, one) => feel({ ...one, state }).next,
          companionAt(),
        );
        const rows = new Map(Object.entries(EVENT_TYPES));
        const expected: Record<string, number> = {};
        for (const { event } of moments) {
          if (rows.get(event.type as keyof typeof EVENT_TYPES)?.memorable) {
            expected[event.type] = (expected[event.type] ?? 0) + 1;
          }
        }
        expect(typeCounts).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
