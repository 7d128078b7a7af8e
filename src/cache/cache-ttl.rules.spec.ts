import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cacheKeys } from './cache-keys.tables.js';
import { fillLifetimeMs, freshness, isServable, lifetimeMs, remainingMs } from './cache-ttl.rules.js';

const player = cacheKeys.player('p');
const today = cacheKeys.analyticsToday('g', '2026-11-24');
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('lifetimeMs', () => {
  it('is that of the kind unless the caller asks for another', () => {
    expect(lifetimeMs(player, 300)).toBe(300_000);
    expect(lifetimeMs(player, 300, 7)).toBe(7_000);
    expect(lifetimeMs(player, 300, 0)).toBe(0);
  });

  it('keeps today short, and shorter where the kind is shorter', () => {
    expect(lifetimeMs(today, 3_600)).toBe(30_000);
    expect(lifetimeMs(today, 10)).toBe(10_000);
  });

  it('leaves a kind that is off off', () => {
    expect(lifetimeMs(player, 0, 60)).toBe(0);
    expect(lifetimeMs(today, 0)).toBe(0);
  });
});

describe('fillLifetimeMs', () => {
  it('spreads lifetimes over their last tenth and never lengthens one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 3_600_000 }), chance, (lifetime, random) => {
        const filled = fillLifetimeMs(lifetime, false, random);
        expect(filled).toBeLessThanOrEqual(lifetime);
        expect(filled).toBeGreaterThanOrEqual(Math.floor(lifetime * 0.9));
      }),
    );
    expect(fillLifetimeMs(300_000, false, 0)).not.toBe(fillLifetimeMs(300_000, false, 0.5));
  });

  it('keeps an absence for at most five seconds', () => {
    expect(fillLifetimeMs(300_000, true, 0)).toBe(5_000);
    expect(fillLifetimeMs(2_000, true, 0)).toBe(2_000);
  });
});

describe('freshness', () => {
  it('keeps a stale copy for ten lifetimes, at most ten minutes', () => {
    expect(freshness(0, 10_000, false)).toEqual({ asOf: 0, freshUntil: 10_000, staleUntil: 110_000 });
    expect(freshness(0, 300_000, false).staleUntil).toBe(900_000);
  });

  it('keeps no stale absence: the thing may exist by now', () => {
    expect(freshness(0, 5_000, true).staleUntil).toBe(5_000);
  });
});

describe('isServable', () => {
  const copy = freshness(1_000, 60_000, false);

  it('serves until the lifetime is over while invalidations are known to arrive', () => {
    expect(isServable(copy, 60_999, 60_000)).toBe(true);
    expect(isServable(copy, 61_000, 61_000)).toBe(false);
  });

  it('serves for two seconds only when nobody confirms that they arrive', () => {
    expect(isServable(copy, 2_999, Number.NEGATIVE_INFINITY)).toBe(true);
    expect(isServable(copy, 3_000, Number.NEGATIVE_INFINITY)).toBe(false);
    expect(isServable(copy, 11_999, 10_000)).toBe(true);
    expect(isServable(copy, 12_000, 10_000)).toBe(false);
  });
});

describe('remainingMs', () => {
  it('is never negative and never longer than the lifetime, however far clocks disagree', () => {
    expect(remainingMs(10_000, 4_000, 300_000)).toBe(6_000);
    expect(remainingMs(10_000, 11_000, 300_000)).toBe(0);
    expect(remainingMs(10_000_000, 0, 300_000)).toBe(300_000);
  });
});
