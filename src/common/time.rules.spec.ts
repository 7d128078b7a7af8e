import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfUtcDay, startOfUtcHour, startOfUtcMinute, utcDate } from './time.rules.js';

const time = fc.date({ min: new Date(0), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true });

describe('times', () => {
  it('are cut to the day and the hour of UTC', () => {
    const late = new Date('2026-03-29T23:59:59.999Z');
    expect(startOfUtcDay(late).toISOString()).toBe('2026-03-29T00:00:00.000Z');
    expect(startOfUtcHour(late).toISOString()).toBe('2026-03-29T23:00:00.000Z');
    expect(startOfUtcMinute(late).toISOString()).toBe('2026-03-29T23:59:00.000Z');
    expect(utcDate(late)).toBe('2026-03-29');
  });

  it('at a boundary belong to what begins', () => {
    const midnight = new Date('2024-02-29T00:00:00.000Z');
    expect(startOfUtcDay(midnight)).toEqual(midnight);
    expect(startOfUtcHour(midnight)).toEqual(midnight);
    expect(utcDate(midnight)).toBe('2024-02-29');
  });

  it('lie less than a day and an hour after the boundary they are cut to', () => {
    fc.assert(
      fc.property(time, (at) => {
        for (const [start, unit] of [
          [startOfUtcDay(at), DAY_MS],
          [startOfUtcHour(at), HOUR_MS],
          [startOfUtcMinute(at), MINUTE_MS],
        ] as const) {
          expect(at.getTime() - start.getTime()).toBeGreaterThanOrEqual(0);
          expect(at.getTime() - start.getTime()).toBeLessThan(unit);
        }
        expect(startOfUtcDay(at).toISOString()).toBe(`${utcDate(at)}T00:00:00.000Z`);
      }),
    );
  });
});
