import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeRedisValue, encodeRedisValue, redisValuePrefix } from './redis-value.rules.js';

describe('a value in Redis', () => {
  it('comes back as it went in', () => {
    const form = fc.constantFrom('v', 'n', 'u');
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), form, (text, expiresAt, loadMs, form) => {
        const value = { epoch: 'e-1', expiresAt, loadMs, form, text } as const;
        expect(decodeRedisValue(encodeRedisValue(value))).toEqual(value);
      }),
    );
  });

  it('begins with what tells its epoch', () => {
    const stored = encodeRedisValue({ epoch: 'e-1', expiresAt: 5, loadMs: 1, form: 'v', text: '{}' });
    expect(stored.startsWith(redisValuePrefix('e-1'))).toBe(true);
    expect(stored.startsWith(redisValuePrefix('e-'))).toBe(false);
  });

  it('counts as absent when this version did not write it', () => {
    for (const text of [
      '',
      '{"a":1}',
      '2 e',
      '1 e 5\n{}',
      '2 e soon 1 v\n{}',
      '2 e 5 1 x\n{}',
      '2  5 1 v\n{}',
      '2 e 5\n{}',
    ]) {
      expect(decodeRedisValue(text)).toBeNull();
    }
  });
});
