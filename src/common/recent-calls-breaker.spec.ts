import { describe, expect, it } from '@jest/globals';
import { CircuitState } from 'cockatiel';
import { array, assert, boolean, integer, property, record } from 'fast-check';
import { RecentCallsBreaker } from './recent-calls-breaker.js';

const FIGURES = { durationMs: 60_000, leastCalls: 10, failedShare: 0.5 };

/** A breaker and the time it goes by. */
function breakerAt(startMs = 0) {
  const time = { nowMs: startMs };
  return { time, breaker: new RecentCallsBreaker(FIGURES, () => time.nowMs) };
}

/** How many calls fail until it opens, a second between them. */
function failuresUntilOpen(breaker: RecentCallsBreaker, time: { nowMs: number }): number {
  for (let n = 1; n < 100; n += 1) {
    if (breaker.failure(CircuitState.Closed)) return n;
    time.nowMs += 1000;
  }
  return Number.POSITIVE_INFINITY;
}

describe('the breaker of recent calls', () => {
  it('opens when half of ten calls failed', () => {
    const { breaker } = breakerAt();
    for (let i = 0; i < 5; i += 1) breaker.success(CircuitState.Closed);
    const opened = Array.from({ length: 5 }, () => breaker.failure(CircuitState.Closed));
    expect(opened).toEqual([false, false, false, false, true]);
  });

  it('stays closed while less than half failed', () => {
    const { breaker, time } = breakerAt();
    for (let i = 0; i < 200; i += 1) {
      for (let n = 0; n < 3; n += 1) breaker.success(CircuitState.Closed);
      expect(breaker.failure(CircuitState.Closed)).toBe(false);
      time.nowMs += 700;
    }
  });

  it('has forgotten the good calls of before a pause', () => {
    const { breaker, time } = breakerAt(12_345);
    for (let i = 0; i < 24; i += 1) {
      breaker.success(CircuitState.Closed);
      time.nowMs += 1000;
    }
    time.nowMs += 75_000;
    expect(failuresUntilOpen(breaker, time)).toBe(10);
  });

  it('begins anew after a call that was let through to see went well', () => {
    const { breaker, time } = breakerAt();
    failuresUntilOpen(breaker, time);
    breaker.success(CircuitState.HalfOpen);
    expect(failuresUntilOpen(breaker, time)).toBe(9);
  });

  it('opens again at once when that call fails', () => {
    expect(breakerAt().breaker.failure(CircuitState.HalfOpen)).toBe(true);
  });

  it('never counts what is older than its time, and always what is younger than 59/60 of it', () => {
    const calls = array(record({ afterMs: integer({ min: 0, max: 40_000 }), failed: boolean() }), {
      minLength: 1,
      maxLength: 120,
    });
    assert(
      property(calls, (given) => {
        const { breaker, time } = breakerAt();
        const made: { atMs: number; failed: boolean }[] = [];
        for (const { afterMs, failed } of given) {
          time.nowMs += afterMs;
          made.push({ atMs: time.nowMs, failed });
          if (!failed) {
            breaker.success(CircuitState.Closed);
            continue;
          }
          const opened = breaker.failure(CircuitState.Closed);
          // Which of the calls at the edge still count is left open: one of the cuts there must explain the answer.
          const cuts = made.map(({ atMs }) => time.nowMs - atMs).filter((age) => age >= 59_000 && age <= 60_000);
          const answers = [59_000, 60_000, ...cuts, ...cuts.map((age) => age - 1)].map((age) => {
            const counted = made.filter((call) => time.nowMs - call.atMs <= age);
            return counted.length >= 10 && counted.filter((call) => call.failed).length * 2 >= counted.length;
          });
          expect(answers).toContain(opened);
        }
      }),
    );
  });
});
