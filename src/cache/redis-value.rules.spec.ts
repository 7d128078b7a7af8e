import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { utf8ByteString } from '../common/byte-string.rules.js';
import { decodeRedisValue, encodeRedisValue, redisValuePrefix } from './redis-value.rules.js';

const prefix = redisValuePrefix('e-1');

describe('a value in Redis', () => {
  it('comes back as it went in', () => {
    const form = fc.constantFrom('v', 'n', 'u');
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), form, (text, expiresAt, loadMs, form) => {
        const value = { expiresAt, loadMs, form, text: utf8ByteString(text) } as const;
        expect(decodeRedisValue(prefix, encodeRedisValue(prefix, value))).toEqual(value);
      }),
    );
  });

  it('counts as absent in every other epoch', () => {
    const stored = encodeRedisValue(prefix, { expiresAt: 5, loadMs: 1, form: 'v', text: utf8ByteString('{}') });
    for (const epoch of ['e-2', 'e-', 'e-11', '']) expect(decodeRedisValue(redisValuePrefix(epoch), stored)).toBeNull();
  });

  it('counts as absent when this version did not write it', () => {
    const rests = ['', '5', '5 1', '5 1 v', 'soon 1 v\n{}', '5 late v\n{}', '5 1 x\n{}', '5 1 vn\n{}', '{"a": 1 }\n'];
    for (const rest of rests) expect(decodeRedisValue(prefix, utf8ByteString(prefix + rest))).toBeNull();
    for (const other of ['', '{"a":1}', '1 e-1 5\n{}', ' e-1 5 1 v\n{}']) {
      expect(decodeRedisValue(prefix, utf8ByteString(other))).toBeNull();
    }
  });
});
