import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeRedisValue, encodeRedisValue, fromJson, toJson } from './redis-value.rules.js';

describe('a value in Redis', () => {
  it('comes back as it went in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, expiresAt) => {
        const json = toJson(value);
        const stored = decodeRedisValue(encodeRedisValue({ epoch: 'e-1', expiresAt, json }));
        expect(stored).toEqual({ epoch: 'e-1', expiresAt, json });
        expect(fromJson(stored?.json ?? '')).toEqual(JSON.parse(json));
      }),
    );
  });

  it('tells absent from null', () => {
    expect(fromJson(toJson(undefined))).toBeUndefined();
    expect(fromJson(toJson(null))).toBeNull();
  });

  it('counts as absent when this version did not write it', () => {
    for (const text of ['', '{"a":1}', '1 e', '2 e 5\n{}', '1 e soon\n{}', '1  5\n{}']) {
      expect(decodeRedisValue(text)).toBeNull();
    }
  });
});
