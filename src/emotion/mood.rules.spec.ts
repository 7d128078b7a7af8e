import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMOTIONS } from './emotion.tables.js';
import { EMOTION_NAMES, type Pad } from './emotion.types.js';
import { decayMood, moodLabel, moveMood } from './mood.rules.js';

const CALM: Pad = { pleasure: 0, arousal: 0, dominance: 0 };
const AXES = ['pleasure', 'arousal', 'dominance'] as const;
const unit = fc.double({ min: -1, max: 1, noNaN: true });
const mood: fc.Arbitrary<Pad> = fc.record({ pleasure: unit, arousal: unit, dominance: unit });

function distance(a: Pad, b: Pad): number {
  return Math.hypot(...AXES.map((axis) => a[axis] - b[axis]));
}

describe('a mood', () => {
  it('moves 0.3 x intensity of the way to an emotion', () => {
    const moved = moveMood({ pleasure: -0.3, arousal: 0, dominance: 0 }, 'happy', 0.5);
    expect(moved.pleasure).toBeCloseTo(-0.3 + (0.7 - -0.3) * 0.3 * 0.5);
    expect(moved.arousal).toBeCloseTo(0.3 * 0.3 * 0.5);
  });

  it('is not moved by nothing', () => {
    for (const intensity of [0, -1, Number.NaN]) expect(moveMood(CALM, 'angry', intensity)).toEqual(CALM);
  });

  it('stays in bounds, comes nearer each time and converges on what is felt again and again', () => {
    fc.assert(
      fc.property(
        mood,
        fc.constantFrom(...EMOTION_NAMES),
        fc.double({ min: 0.3, max: 3, noNaN: true }),
        (start, emotion, intensity) => {
          let now = start;
          for (let times = 0; times < 100; times += 1) {
            const next = moveMood(now, emotion, intensity);
            expect(distance(next, EMOTIONS[emotion])).toBeLessThanOrEqual(distance(now, EMOTIONS[emotion]) + 1e-12);
            for (const axis of AXES) expect(Math.abs(next[axis])).toBeLessThanOrEqual(1);
            now = next;
          }
          expect(distance(now, EMOTIONS[emotion])).toBeLessThan(0.01);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('loses half of its distance to the baseline in 20 minutes', () => {
    const baseline = { pleasure: 0.2, arousal: 0, dominance: -0.1 };
    const after = decayMood({ pleasure: 1, arousal: -0.8, dominance: 0.5 }, baseline, 1200);
    expect(after.pleasure).toBeCloseTo(0.6);
    expect(after.arousal).toBeCloseTo(-0.4);
    expect(after.dominance).toBeCloseTo(0.2);
  });

  it('is unchanged when no time has passed or the clock makes no sense', () => {
    const sad = { pleasure: -0.5, arousal: -0.2, dominance: 0 };
    for (const seconds of [0, -60, Number.NaN, Infinity, -Infinity]) {
      expect(decayMood(sad, CALM, seconds)).toEqual(sad);
    }
  });

  it('decays alike in one step or in two', () => {
    const seconds = fc.double({ min: 0, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(mood, mood, seconds, seconds, (start, baseline, first, second) => {
        const once = decayMood(start, baseline, first + second);
        const twice = decayMood(decayMood(start, baseline, first), baseline, second);
        expect(distance(once, twice)).toBeLessThan(1e-9);
        for (const axis of AXES) expect(Math.abs(once[axis])).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    [1, 1, 1, 'exuberant'],
    [1, 1, -1, 'dependent'],
    [1, -1, 1, 'relaxed'],
    [1, -1, -1, 'docile'],
    [-1, -1, -1, 'bored'],
    [-1, -1, 1, 'disdainful'],
    [-1, 1, -1, 'anxious'],
    [-1, 1, 1, 'hostile'],
    [0, 0, 0, 'exuberant'],
    [-0, -0.01, 0, 'relaxed'],
  ])('at %d, %d, %d is called %s', (pleasure, arousal, dominance, label) => {
    expect(moodLabel({ pleasure, arousal, dominance })).toBe(label);
  });
});
