import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { analyticsRange, lastDays, lastHours, windowsOf } from './range.rules.js';

const NOW = new Date('2026-03-01T10:20:30Z');

describe('analyticsRange', () => {
  it('is the last thirty days when nothing is asked for, today included', () => {
    const range = analyticsRange({}, NOW);
    expect(range.shown).toEqual({ from: '2026-01-31', to: '2026-03-01' });
    expect(windowsOf('day', range.from, range.to)).toHaveLength(30);
  });

  it('includes both dates, but not the end of a time', () => {
    const dates = analyticsRange({ from: '2026-02-01', to: '2026-02-01' }, NOW);
    expect([dates.from.toISOString(), dates.to.toISOString()]).toEqual([
      '2026-02-01T00:00:00.000Z',
      '2026-02-02T00:00:00.000Z',
    ]);
    const times = analyticsRange({ from: '2026-02-01T06:00:00+02:00', to: '2026-02-01T05:00:00Z' }, NOW);
    expect(times.shown).toEqual({ from: '2026-02-01T04:00:00.000Z', to: '2026-02-01T05:00:00.000Z' });
  });

  it('refuses a range that is turned round or longer than 400 days', () => {
    expect(() => analyticsRange({ from: '2026-02-02', to: '2026-02-01' }, NOW)).toThrow('from: must not be after to');
    expect(() => analyticsRange({ from: '2026-03-02' }, NOW)).toThrow('from: must not be after to');
    expect(() => analyticsRange({ from: '2025-01-01', to: '2026-02-05' }, NOW)).toThrow('at most 400 days');
    expect(
      windowsOf('day', new Date('2025-01-01'), analyticsRange({ from: '2025-01-01', to: '2026-02-04' }, NOW).to),
    ).toHaveLength(400);
  });
});

describe('windowsOf', () => {
  it('covers a range without gap or overlap', () => {
    const time = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-02-01'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, fc.constantFrom('hour' as const, 'day' as const), (a, b, granularity) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const windows = windowsOf(granularity, from, to);
        const edges = windows.flatMap(({ start, stop }) => [start.getTime(), stop.getTime()]);
        const joined = [from.getTime(), ...edges, to.getTime()];
        for (let index = 0; index < joined.length; index += 2) expect(joined[index]).toBe(joined[index + 1]);
        expect(windows.slice(1, -1).every(({ whole }) => whole)).toBe(true);
      }),
    );
  });
});

describe('lastDays and lastHours', () => {
  it('end with the period that is not over', () => {
    expect(lastDays(1, NOW).shown).toEqual({ from: '2026-03-01', to: '2026-03-01' });
    expect(lastHours(2, NOW).shown).toEqual({ from: '2026-03-01T09:00:00.000Z', to: '2026-03-01T11:00:00.000Z' });
  });
});
