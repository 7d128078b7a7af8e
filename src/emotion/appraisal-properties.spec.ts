import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DIFFICULTIES, type EventContext, type EventData, RARITIES } from '../events/event.types.js';
import { appraise } from './appraisal.rules.js';
import { EMOTIONS } from './emotion.tables.js';
import { EMOTION_NAMES, type Appraisal, type Situation } from './emotion.types.js';
import { eventTypeOf } from './event-type.rules.js';
import { EVENT_TYPES } from './event-type.tables.js';
import type { EventTypeRow } from './event-type.types.js';

const KNOWN_TYPES = Object.keys(EVENT_TYPES);
const OWN_TYPES = ['race.won', 'farm.crop_died', 'arena.boss_defeated', 'game.tick', 'shop.stolen_rare', 'toString'];
const BAD_TYPES = Object.entries<EventTypeRow>(EVENT_TYPES)
  .filter(([, row]) => row.desirability < 0)
  .map(([type]) => type);
const RUNS = { numRuns: 60 };

const streak = fc.integer({ min: 0, max: 12 });
const unit = fc.double({ min: -1, max: 1, noNaN: true });
const optional = { requiredKeys: [] };
const data: fc.Arbitrary<EventData> = fc.record(
  {
    killCount: fc.integer({ min: 0, max: 40 }),
    comboLength: fc.integer({ min: 0, max: 99 }),
    level: fc.integer({ min: 0, max: 200 }),
    margin: unit,
    amount: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    durationSeconds: fc.integer({ min: 0, max: 50_000 }),
    winStreak: streak,
    lossStreak: streak,
    deathStreak: streak,
    mvp: fc.boolean(),
    isFirstTime: fc.boolean(),
    count: fc.integer({ min: 1, max: 1000 }),
    rarity: fc.constantFrom(...RARITIES),
    enemy: fc.constant('Rex'),
    ally: fc.constant('Mio'),
    text: fc.constantFrom('so happy', 'I hate this', 'not bad', '太棒了', '悲しい', 'brb'),
  },
  optional,
);
const context: fc.Arbitrary<EventContext> = fc.record(
  {
    playerHealth: fc.integer({ min: 0, max: 100 }),
    playerLevel: fc.integer({ min: 0, max: 200 }),
    inCombat: fc.boolean(),
    difficulty: fc.constantFrom(...DIFFICULTIES),
    winStreak: streak,
    lossStreak: streak,
    deathStreak: streak,
  },
  optional,
);
const situation: fc.Arbitrary<Situation> = fc.record({
  count: fc.option(fc.integer({ min: 1, max: 1000 })),
  isFirstTime: fc.boolean(),
  mood: fc.option(fc.record({ pleasure: unit, arousal: unit, dominance: unit })),
  sensitivity: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
});

function pair<T>(values: fc.Arbitrary<T>, compare: (a: T, b: T) => number): fc.Arbitrary<[T, T]> {
  return fc.tuple(values, values).map(([a, b]) => (compare(a, b) <= 0 ? [a, b] : [b, a]));
}
const number = (max: number) => pair(fc.integer({ min: 0, max }), (a, b) => a - b);
const flag = fc.constant<[boolean, boolean]>([false, true]);
const ranked = <T>(order: readonly T[]) =>
  pair(fc.nat({ max: order.length - 1 }), (a, b) => a - b).map(([a, b]) => [order[a], order[b]]);

/** Fields that make a good thing better as they grow; of a margin, the part that is a win. */
const GOOD_FIELDS: Readonly<Record<string, fc.Arbitrary<readonly unknown[]>>> = {
  killCount: number(40),
  comboLength: number(99),
  level: number(200),
  amount: number(2_000_000),
  winStreak: number(30),
  margin: pair(fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => a - b),
  mvp: flag,
  isFirstTime: flag,
  rarity: ranked(RARITIES),
};

/** Values far enough from nothing to show, for each field. */
const TRIED: Readonly<Record<string, readonly unknown[]>> = {
  killCount: [9],
  comboLength: [20],
  level: [50],
  margin: [0.8, -0.8],
  amount: [9000],
  durationSeconds: [9000],
  winStreak: [6],
  lossStreak: [6],
  deathStreak: [6],
  mvp: [true],
  isFirstTime: [true],
  count: [1],
  enemy: ['Rex'],
  ally: ['Mio'],
  rarity: ['mythic'],
  text: ['so happy'],
  playerHealth: [5],
  playerLevel: [50],
  inCombat: [true],
  difficulty: ['easy', 'nightmare'],
};

/** An appraisal with its reasoning and its parts, which are made when they are asked for. */
function whole(appraisal: Appraisal): unknown {
  return JSON.parse(JSON.stringify(appraisal));
}

function only(fields: object, names: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => names.has(name)));
}

describe.each([...KNOWN_TYPES, ...OWN_TYPES])('every appraisal of %s', (type) => {
  it('stays in bounds and is explained by its parts', () => {
    fc.assert(
      fc.property(data, context, situation, (data, context, situation) => {
        const { emotion, intensity, confidence, action, parts } = appraise({ type, data, context }, situation);
        expect(EMOTION_NAMES).toContain(emotion);
        expect(action).toBe(EMOTIONS[emotion].action);
        expect(intensity).toBeGreaterThanOrEqual(0);
        expect(intensity).toBeLessThanOrEqual(1);
        expect(confidence).toBeGreaterThanOrEqual(0.3);
        expect(confidence).toBeLessThanOrEqual(eventTypeOf(type) === undefined ? 0.6 : 0.95);

        const effects = (on: string) => parts.filter((part) => part.on === on).map((part) => part.effect);
        const product = effects('intensity').reduce((product, effect) => product * effect, 1);
        expect(intensity).toBeCloseTo(Math.min(1, product), 2);
        const sum = effects('confidence').reduce((sum, effect) => sum + effect, 0);
        expect(confidence).toBeCloseTo(Math.min(0.95, Math.max(0.3, sum)), 2);
      }),
      RUNS,
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(data, context, situation, (data, context, situation) => {
        const event = Object.freeze({ type, data: Object.freeze(data), context: Object.freeze(context) });
        const again = appraise(structuredClone(event), structuredClone(situation));
        expect(whole(appraise(event, situation))).toEqual(whole(again));
      }),
      RUNS,
    );
  });

  it.each(Object.entries(GOOD_FIELDS))('is no weaker when %s gets better', (field, values) => {
    fc.assert(
      fc.property(data, context, situation, values, (data, context, situation, [less, more]) => {
        const at = (value: unknown) =>
          appraise({ type, data: { ...data, [field]: value }, context }, situation).intensity;
        expect(at(more)).toBeGreaterThanOrEqual(at(less));
      }),
      RUNS,
    );
  });

  it('is no weaker when good news was harder to get', () => {
    fc.assert(
      fc.property(data, context, situation, ranked(DIFFICULTIES), (data, context, situation, [easier, harder]) => {
        const at = (difficulty: EventContext['difficulty']) =>
          appraise({ type, data, context: { ...context, difficulty } }, situation).intensity;
        expect(at(harder)).toBeGreaterThanOrEqual(at(easier));
      }),
      RUNS,
    );
  });
});

describe.each(BAD_TYPES)('every appraisal of %s', (type) => {
  it.each(['lossStreak', 'deathStreak', 'durationSeconds'])('is no weaker when %s gets worse', (field) => {
    fc.assert(
      fc.property(data, context, situation, number(9000), (data, context, situation, [less, more]) => {
        const at = (value: number) =>
          appraise({ type, data: { ...data, [field]: value }, context }, situation).intensity;
        expect(at(more)).toBeGreaterThanOrEqual(at(less));
      }),
      RUNS,
    );
  });
});

describe.each(Object.entries(EVENT_TYPES))('the fields that %s reads', (type, row) => {
  const reads: ReadonlySet<string> = new Set(row.reads);

  it('are the only ones that bear on it', () => {
    fc.assert(
      fc.property(data, context, situation, (data, context, situation) => {
        const read = { type, data: { ...only(data, reads) }, context: { ...only(context, reads) } };
        expect(whole(appraise({ type, data, context }, situation))).toEqual(whole(appraise(read, situation)));
      }),
      RUNS,
    );
  });

  it('each bear on it in some circumstances', () => {
    const grounds = [
      {},
      { lossStreak: 6 },
      { winStreak: 6 },
      { isFirstTime: false },
      { text: 'happy' },
      { text: 'sad' },
    ];
    const moods = [null, { pleasure: 0.8, arousal: 0, dominance: 0 }, { pleasure: -0.8, arousal: 0, dominance: 0 }];
    const idle = row.reads.filter((field) =>
      (TRIED[field] ?? []).every((value) =>
        grounds.every((ground) =>
          moods.every((mood) => {
            const around = { count: null, isFirstTime: false, mood, sensitivity: 1 };
            const changed = { ...ground, [field]: value };
            const before = appraise({ type, data: ground, context: {} }, around);
            const after = appraise({ type, data: changed, context: changed }, around);
            return JSON.stringify(before) === JSON.stringify(after);
          }),
        ),
      ),
    );
    expect(idle).toEqual([]);
  });
});
