import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { afterBatch, charged, gcraLimit, isWithin, joined, remaining, waitMs } from './gcra.rules.js';
import type { Batch, GcraLimit } from './rate-limit.types.js';

const limits = fc
  .record({ rps: fc.integer({ min: 1, max: 1_000_000 }), burst: fc.integer({ min: 1, max: 500 }) })
  .map(gcraLimit);
/** Pauses between requests, in intervals of the limit: rushes, the exact pace, and rests. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 40, noNaN: true })), {
  maxLength: 400,
});
const START_MS = 86_400_000;

/** Sends a request after each pause; the times at which one was let through, and where the key stands then. */
function send(limit: GcraLimit, gaps: readonly number[]): { admitted: number[]; tat: number; now: number } {
  let [tat, now] = [0, START_MS];
  const admitted: number[] = [];
  for (const gap of gaps) {
    now += gap * limit.intervalMs;
    const next = charged(tat, now, limit.intervalMs);
    if (!isWithin(limit, next, now)) continue;
    admitted.push(now);
    tat = next;
  }
  return { admitted, tat, now };
}

function batchOf(times: readonly number[], intervalMs: number): Batch {
  return { count: times.length, tat: times.reduce((tat, at) => charged(tat, at, intervalMs), 0) };
}

describe('the limit of a key', () => {
  it('lets the burst through at once, then one an interval', () => {
    const limit = gcraLimit({ rps: 2, burst: 3 });
    expect(send(limit, [0, 0, 0, 0, 0]).admitted).toHaveLength(3);
    expect(send(limit, [0, 0, 0, 0, 0.99, 0.01, 0, 1]).admitted.map((at) => at - START_MS)).toEqual([
      0, 0, 0, 500, 1000,
    ]);
  });

  it('is kept in every span of time: at most burst + rps x seconds', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, gaps) => {
        const { admitted } = send(limit, gaps);
        for (let from = 0; from < admitted.length; from += 7) {
          for (let to = from; to < admitted.length; to += 3) {
            const seconds = ((admitted[to] ?? 0) - (admitted[from] ?? 0)) / 1000;
            expect(to - from + 1).toBeLessThanOrEqual(limit.burst + limit.rps * seconds + 0.02);
          }
        }
      }),
    );
  });

  it('never refuses who keeps to the pace', () => {
    fc.assert(
      fc.property(limits, fc.integer({ min: 1, max: 200 }), (limit, count) => {
        expect(send(limit, Array<number>(count).fill(1.000001)).admitted).toHaveLength(count);
      }),
    );
  });

  it('names the very wait after which a request is let through', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, gaps) => {
        const { tat, now } = send(limit, gaps);
        const wait = waitMs(limit, tat, now, limit.intervalMs);
        const isAdmitted = (at: number) => isWithin(limit, charged(tat, at, limit.intervalMs), at);
        expect(isAdmitted(now + wait)).toBe(true);
        if (wait > limit.intervalMs / 50) expect(isAdmitted(now + wait - limit.intervalMs / 50)).toBe(false);
      }),
    );
  });

  it('says how many are left, and as many are let through', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, gaps) => {
        const { tat, now } = send(limit, gaps);
        let [left, at] = [0, tat];
        while (isWithin(limit, charged(at, now, limit.intervalMs), now)) {
          at = charged(at, now, limit.intervalMs);
          left += 1;
        }
        expect(remaining(limit, tat, now)).toBe(left);
      }),
    );
  });

  it('gives more as time goes by and less with every request', () => {
    fc.assert(
      fc.property(limits, pauses, fc.double({ min: 0, max: 50, noNaN: true }), (limit, gaps, rest) => {
        const { tat, now } = send(limit, gaps);
        const later = now + rest * limit.intervalMs;
        expect(remaining(limit, tat, later)).toBeGreaterThanOrEqual(remaining(limit, tat, now));
        expect(waitMs(limit, tat, later, limit.intervalMs)).toBeLessThanOrEqual(
          waitMs(limit, tat, now, limit.intervalMs),
        );
        expect(remaining(limit, charged(tat, now, limit.intervalMs), now)).toBeLessThanOrEqual(
          remaining(limit, tat, now),
        );
      }),
    );
  });
});

describe('requests told as a batch', () => {
  const times = fc
    .array(fc.double({ min: 0, max: 10_000, noNaN: true }), { maxLength: 60 })
    .map((offsets) => offsets.toSorted((a, b) => a - b).map((offset) => START_MS + offset));
  const intervals = fc.double({ min: 0.001, max: 1000, noNaN: true });

  it('of one instance leave the key where each by itself would have', () => {
    fc.assert(
      fc.property(times, intervals, fc.double({ min: -10_000, max: 20_000, noNaN: true }), (all, intervalMs, ahead) => {
        const before = START_MS + ahead;
        const oneByOne = all.reduce((tat, at) => charged(tat, at, intervalMs), before);
        expect(afterBatch(before, batchOf(all, intervalMs), intervalMs)).toBeCloseTo(oneByOne, 3);
      }),
    );
  });

  it('are the same in one batch as in two that follow each other', () => {
    fc.assert(
      fc.property(times, intervals, fc.nat({ max: 60 }), (all, intervalMs, at) => {
        const [first, second] = [batchOf(all.slice(0, at), intervalMs), batchOf(all.slice(at), intervalMs)];
        const both = joined(first, second, intervalMs);
        expect(both.count).toBe(all.length);
        expect(both.tat).toBeCloseTo(batchOf(all, intervalMs).tat, 3);
      }),
    );
  });

  it('of two instances at the same time never take up less than each by itself would have', () => {
    fc.assert(
      fc.property(times, times, intervals, (mine, others, intervalMs) => {
        const told = afterBatch(
          afterBatch(0, batchOf(mine, intervalMs), intervalMs),
          batchOf(others, intervalMs),
          intervalMs,
        );
        const oneByOne = [...mine, ...others]
          .toSorted((a, b) => a - b)
          .reduce((tat, at) => charged(tat, at, intervalMs), 0);
        expect(told).toBeGreaterThanOrEqual(oneByOne - 0.001);
      }),
    );
  });
});
