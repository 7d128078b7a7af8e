import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AFFINITY_START, coolAffinity, growAffinity } from './affinity.rules.js';
import { EMOTION_NAMES } from './emotion.types.js';

const FRESH = { affinity: AFFINITY_START, gainedToday: 0 };

describe('affinity', () => {
  it('grows with good moments, less with hard ones and not with neutral ones', () => {
    const good = growAffinity(FRESH, 'happy', 0.8).affinity;
    const hard = growAffinity(FRESH, 'sad', 0.8).affinity;
    expect(good).toBeGreaterThan(hard);
    expect(hard).toBeGreaterThan(FRESH.affinity);
    expect(growAffinity(FRESH, 'neutral', 0.8)).toEqual(FRESH);
  });

  it('gives less for each further moment of a day, and as much as ever on the next', () => {
    const once = growAffinity(FRESH, 'happy', 1);
    const twice = growAffinity(once, 'happy', 1);
    expect(twice.affinity - once.affinity).toBeLessThan(once.affinity - FRESH.affinity);
    const nextDay = growAffinity({ ...once, gainedToday: 0 }, 'happy', 1);
    expect(nextDay.affinity - once.affinity).toBeCloseTo(once.affinity - FRESH.affinity);
  });

  it('cannot be ground: no day gives 3 points, whatever is sent', () => {
    const moment = fc.record({ emotion: fc.constantFrom(...EMOTION_NAMES), intensity: fc.double({ min: -1, max: 5 }) });
    const start = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(start, fc.array(moment, { minLength: 1, maxLength: 20 }), (affinity, moments) => {
        let state = { affinity, gainedToday: 0 };
        for (let round = 0; round < 200; round += 1) {
          for (const { emotion, intensity } of moments) {
            const next = growAffinity(state, emotion, intensity);
            expect(next.affinity).toBeGreaterThanOrEqual(state.affinity);
            state = next;
          }
        }
        expect(state.affinity).toBeLessThanOrEqual(Math.min(100, affinity + 3 + 1e-9));
        expect(state.gainedToday).toBeLessThanOrEqual(3);
      }),
      { numRuns: 50 },
    );
  });

  it('does not cool within a day, then cools slowly toward the start and never below it', () => {
    expect(coolAffinity(80, 1)).toBe(80);
    expect(coolAffinity(80, 8)).toBeLessThan(80);
    expect(coolAffinity(80, 8)).toBeGreaterThan(70);
    expect(coolAffinity(80, 61)).toBeCloseTo(50);
    expect(coolAffinity(80, 100_000)).toBeGreaterThanOrEqual(AFFINITY_START);
    expect(coolAffinity(5, 400)).toBe(5);
    expect(coolAffinity(80, Number.NaN)).toBe(80);
    expect(coolAffinity(80, -3)).toBe(80);
  });
});
