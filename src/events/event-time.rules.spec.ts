import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DAY_MS } from '../common/time.rules.js';
import { timeFault } from './event-time.rules.js';

const NOW = Date.parse('2026-05-10T12:00:00Z');
const AHEAD = 5 * 60_000;
const BACK = 400 * DAY_MS;

describe('the time of an event', () => {
  it('may be 5 minutes ahead, to the millisecond', () => {
    expect(timeFault(NOW + AHEAD, NOW)).toBeUndefined();
    expect(timeFault(NOW + AHEAD + 1, NOW)).toBe('must be at most 5 minutes ahead');
  });

  it('may be 400 days back, to the millisecond', () => {
    expect(timeFault(NOW - BACK, NOW)).toBeUndefined();
    expect(timeFault(NOW - BACK - 1, NOW)).toBe('must be at most 400 days back');
  });

  it('has a fault outside of these bounds and none inside, whenever now is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.integer({ min: -2 * BACK, max: BACK }),
        (now, offset) => {
          expect(timeFault(now + offset, now) === undefined).toBe(offset >= -BACK && offset <= AHEAD);
        },
      ),
    );
  });
});
