import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { KEY_RANDOM_BYTES, hashKey, isSpelledLikeKey, keyPrefix, sameSecret, spellKey } from './key.rules.js';

const bytes = fc.uint8Array({ minLength: KEY_RANDOM_BYTES, maxLength: KEY_RANDOM_BYTES });
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('a key', () => {
  it('begins so that secret scanners find it, and is recognised', () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const key = spellKey(random);
        expect(key).toMatch(/^agl_[\w-]{49}$/);
        expect(isSpelledLikeKey(key)).toBe(true);
      }),
    );
  });

  it('with one letter mistyped is refused without a look-up', () => {
    // The checksum has 36 bits: one typo in 69 thousand million passes.
    fc.assert(
      fc.property(bytes, fc.nat({ max: 52 }), fc.constantFrom(...ALPHABET), (random, at, letter) => {
        const key = spellKey(random);
        fc.pre(key[at] !== letter);
        expect(isSpelledLikeKey(key.slice(0, at) + letter + key.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('with two neighbours swapped is refused', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 4, max: 51 }), (random, at) => {
        const key = spellKey(random);
        const [a, b] = [key.charAt(at), key.charAt(at + 1)];
        fc.pre(a !== b);
        expect(isSpelledLikeKey(key.slice(0, at) + b + a + key.slice(at + 2))).toBe(false);
      }),
    );
  });

  it('is told from any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 53 })), (text) => {
        expect(isSpelledLikeKey(text)).toBe(false);
        expect(isSpelledLikeKey(`agl_${text}`)).toBe(false);
      }),
    );
    const key = spellKey(new Uint8Array(KEY_RANDOM_BYTES));
    for (const text of [`${key}\n`, ` ${key}`, key.slice(0, -1), `${key}A`]) expect(isSpelledLikeKey(text)).toBe(false);
  });

  it('is stored as a hash that does not hold it, with a prefix too short to guess from', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        const [one, other] = [spellKey(a), spellKey(b)];
        expect(hashKey(one)).toMatch(/^[0-9a-f]{64}$/);
        expect(hashKey(one) === hashKey(other)).toBe(one === other);
        expect(one.startsWith(keyPrefix(one))).toBe(true);
        expect(keyPrefix(one)).toHaveLength(10);
      }),
    );
  });
});

describe('two secrets', () => {
  it('are the same when their texts are, whatever their lengths', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameSecret(a, a)).toBe(true);
        expect(sameSecret(a, b)).toBe(a === b);
        expect(sameSecret(a, `${a}x`)).toBe(false);
      }),
    );
  });
});
