import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LLM_SHARES } from './budget.tables.js';
import { LLM_KINDS } from './llm-gate.port.js';
import { limitOf } from './share.rules.js';
import { ShareWindow } from './share-window.js';

const START = 31_000_000;

/** Some minutes pass, then requests come, some of which want a call. */
const moment = fc.record({
  passes: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(90) }),
  requests: fc.oneof(fc.nat(5), fc.nat(300)),
  wanted: fc.double({ min: 0, max: 1, noNaN: true }),
});

type Moment = typeof moment extends fc.Arbitrary<infer Value> ? Value : never;

interface Minute {
  requests: number;
  calls: number;
}

const sum = (of: readonly Minute[], what: keyof Minute) => of.reduce((total, one) => total + one[what], 0);

/** Lets a stream through a window; what happened, by minute. */
function run(moments: readonly Moment[], share: number): Map<number, Minute> {
  const window = new ShareWindow(false);
  const happened = new Map<number, Minute>();
  let minute = START;
  for (const { passes, requests, wanted } of moments) {
    minute += passes;
    const here = happened.get(minute) ?? { requests: 0, calls: 0 };
    happened.set(minute, here);
    for (let n = 0; n < requests; n += 1) {
      window.add(minute, 1, 0);
      here.requests += 1;
      if ((n + 1) * wanted < here.calls || !window.allowsCall(minute, share)) continue;
      window.add(minute, 0, 1);
      here.calls += 1;
    }
  }
  return happened;
}

describe('the share of calls', () => {
  it.each(LLM_KINDS)('of %s keeps to its hard stop in every window of whole minutes up to an hour', (kind) => {
    const share = LLM_SHARES[kind].hardStop;
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 60 }), (moments) => {
        const happened = [...run(moments, share)];
        for (const [from] of happened) {
          let [requests, calls] = [0, 0];
          for (const [minute, count] of happened) {
            if (minute < from || minute >= from + 60) continue;
            requests += count.requests;
            calls += count.calls;
            expect(calls).toBeLessThanOrEqual(limitOf(requests, share));
          }
        }
      }),
    );
  });

  it('lets a steady stream have what it wants below the hard stop', () => {
    const happened = run(
      Array.from({ length: 200 }, () => ({ passes: 1, requests: 50, wanted: LLM_SHARES.dialogue.target })),
      LLM_SHARES.dialogue.hardStop,
    );
    const calls = [...happened.values()].reduce((sum, one) => sum + one.calls, 0);
    expect(calls).toBeGreaterThanOrEqual(200 * 50 * LLM_SHARES.dialogue.target);
  });

  it.each(LLM_KINDS)('of %s is kept in every hour of 10,000 requests of which each would like a call', (kind) => {
    const share = LLM_SHARES[kind].hardStop;
    // Four hours, busy and quiet by turns.
    const loads = Array.from({ length: 240 }, (_, minute) => [5, 120, 0, 40, 2, 83][Math.floor(minute / 7) % 6] ?? 0);
    const happened = run(
      loads.map((requests) => ({ passes: 1, requests, wanted: 1 })),
      share,
    );
    const minutes = [...happened.values()];
    expect(sum(minutes, 'requests')).toBeGreaterThanOrEqual(9_500);
    const hours = Array.from({ length: minutes.length - 59 }, (_, from) => minutes.slice(from, from + 60));
    const shares = hours.map((hour) => sum(hour, 'calls') / sum(hour, 'requests'));
    expect(Math.max(...shares)).toBeLessThanOrEqual(share);
    // The hard stop is not stricter than it has to be.
    expect(sum(minutes, 'calls') / sum(minutes, 'requests')).toBeGreaterThan(share * 0.9);
  });

  it('gives a game of few requests what a hundred would have, and no more', () => {
    const window = new ShareWindow(false);
    let calls = 0;
    for (let n = 0; n < 40; n += 1) {
      window.add(START + n, 1, 0);
      if (!window.allowsCall(START + n, LLM_SHARES.dialogue.hardStop)) continue;
      window.add(START + n, 0, 1);
      calls += 1;
    }
    expect(calls).toBe(15);
    expect(window.allowsCall(START + 60, LLM_SHARES.dialogue.hardStop)).toBe(true);
  });
});
