import { createHash, timingSafeEqual } from 'node:crypto';

/** Every key of ours begins so, which lets secret scanners find a leaked one. */
export const KEY_PREFIX = 'agl_';
/** Random bytes in a key: 256 bits. */
export const KEY_RANDOM_BYTES = 32;
/** Characters of a key that are kept readable, so that its owner recognises it. */
const READABLE_CHARACTERS = 10;
const CHECKSUM_CHARACTERS = 6;
const KEY_PATTERN = /^agl_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$/;

/**
 * Spells a key: the prefix, the random bytes, and a checksum that lets a mistyped key be refused without a look-up.
 *
 * @param random {@link KEY_RANDOM_BYTES} bytes from a cryptographic source
 */
export function spellKey(random: Uint8Array): string {
  const body = KEY_PREFIX + Buffer.from(random).toString('base64url');
  return body + checksum(body);
}

/** True when the text is spelled like a key of ours, checksum included. */
export function isSpelledLikeKey(text: string): boolean {
  return KEY_PATTERN.test(text) && text.slice(-CHECKSUM_CHARACTERS) === checksum(text.slice(0, -CHECKSUM_CHARACTERS));
}

/** The readable part of a key. */
export function keyPrefix(key: string): string {
  return key.slice(0, READABLE_CHARACTERS);
}

/** What is stored of a key: SHA-256 in hexadecimal. A key of 256 random bits needs no slow hash. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Compares two secrets in a time that tells nothing about them. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, CHECKSUM_CHARACTERS);
}
