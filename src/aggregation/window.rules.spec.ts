import { describe, expect, it } from '@jest/globals';
import { closedThrough, cutAt, periodsIn, steps, stepsLeft, wholePeriods } from './window.rules.js';

const at = (text: string) => new Date(text);

describe('closedThrough', () => {
  it('counts an hour as over at five past, and a day at ten past midnight', () => {
    expect(closedThrough('hour', at('2026-01-02T10:03:59Z'))).toEqual(at('2026-01-02T09:00:00Z'));
    expect(closedThrough('hour', at('2026-01-02T10:05:00Z'))).toEqual(at('2026-01-02T10:00:00Z'));
    expect(closedThrough('day', at('2026-01-02T00:05:00Z'))).toEqual(at('2026-01-01T00:00:00Z'));
    expect(closedThrough('day', at('2026-01-02T00:10:00Z'))).toEqual(at('2026-01-02T00:00:00Z'));
  });
});

describe('steps', () => {
  it('end at each midnight, and together are the range', () => {
    const range = { from: at('2026-01-01T22:00:00Z'), to: at('2026-01-03T02:00:00Z') };
    const parts = steps(range);
    expect(parts.map((part) => periodsIn('hour', part))).toEqual([2, 24, 2]);
    expect(parts[0]?.from).toEqual(range.from);
    expect(parts.at(-1)?.to).toEqual(range.to);
  });

  it('are none for an empty range', () => {
    expect(steps(cutAt({ from: at('2026-01-05'), to: at('2026-01-07') }, at('2026-01-02')))).toEqual([]);
  });
});

describe('stepsLeft', () => {
  const range = { from: at('2026-01-01'), to: at('2026-01-04') };

  it('passes over whole steps only', () => {
    expect(stepsLeft('day', range, 10, 0)).toHaveLength(3);
    expect(stepsLeft('day', range, 10, 10)).toHaveLength(2);
    expect(stepsLeft('day', range, 10, 19)).toHaveLength(2);
    expect(stepsLeft('day', range, 10, 30)).toHaveLength(0);
    expect(stepsLeft('hour', range, 2, 48)).toHaveLength(2);
  });
});

describe('wholePeriods', () => {
  it('widen a range to its periods', () => {
    const range = { from: at('2026-01-01T10:20:00Z'), to: at('2026-01-02T00:00:00Z') };
    expect(wholePeriods('day', range)).toEqual({ from: at('2026-01-01'), to: at('2026-01-02') });
    expect(wholePeriods('hour', range).from).toEqual(at('2026-01-01T10:00:00Z'));
  });
});
