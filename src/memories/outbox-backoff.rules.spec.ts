import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { backoffMs } from './outbox-backoff.rules.js';

describe('backoffMs', () => {
  it('doubles up to half a minute', () => {
    expect([1, 2, 3, 7, 8, 1000].map((attempts) => backoffMs(attempts, 1))).toEqual([
      500, 1000, 2000, 30_000, 30_000, 30_000,
    ]);
  });

  it('never is nothing, nor more than its bound, and never shrinks with more attempts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const ms = backoffMs(attempts, random);
          expect(ms).toBeGreaterThanOrEqual(250);
          expect(ms).toBeLessThanOrEqual(30_000);
          expect(backoffMs(attempts + 1, random)).toBeGreaterThanOrEqual(ms);
        },
      ),
    );
  });
});
