import { describe, expect, it } from '@jest/globals';
import { policyHeader, retryAfterSeconds, stateHeader } from './rate-limit-headers.rules.js';

describe('the headers of the rate limit', () => {
  it.each([
    [{ rps: 1000, burst: 2000 }, '"key";q=2000;w=2'],
    [{ rps: 1000, burst: 1 }, '"key";q=1;w=1'],
    [{ rps: 3, burst: 10 }, '"key";q=10;w=4'],
  ])('of %j have a window in which the whole burst comes back: %s', (limit, expected) => {
    expect(policyHeader(limit)).toBe(expected);
  });

  it('count what is left, and the seconds until nothing is taken up', () => {
    expect(stateHeader(1999, 1)).toBe('"key";r=1999;t=1');
    expect(stateHeader(0, 2000)).toBe('"key";r=0;t=2');
    expect(stateHeader(5, 0)).toBe('"key";r=5;t=0');
    expect(stateHeader(5, -12_345)).toBe('"key";r=5;t=0');
  });

  it('never tell a caller to come back too early', () => {
    expect([0.0001, 999, 1000, 1000.001, 5000].map(retryAfterSeconds)).toEqual([1, 1, 1, 2, 5]);
  });
});
