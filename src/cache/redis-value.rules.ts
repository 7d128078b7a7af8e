import type { ByteString } from '../common/byte-string.rules.js';

/** Bumped when the layout changes; what another version wrote counts as absent. */
const LAYOUT = '3';

/** `n` and `u` are the negative entries `null` and `undefined`, which have no text; `v` is a value. */
export type RedisForm = 'v' | 'n' | 'u';

/** A value as Redis holds it: one header line, then the bytes that its codec made, which are passed on as they are. */
export interface RedisValue {
  /** Whole milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whole milliseconds that the load took. */
  readonly loadMs: number;
  readonly form: RedisForm;
  readonly text: ByteString;
}

/** What every value of an epoch begins with, and no other. `epoch`: the trust period, see RedisSession; no white space. */
export function redisValuePrefix(epoch: string): string {
  return `${LAYOUT} ${epoch} `;
}

/** Inverse of `decodeRedisValue`. `prefix` is that of the epoch it is written in. */
export function encodeRedisValue(prefix: string, { expiresAt, loadMs, form, text }: RedisValue): ByteString {
  return `${prefix}${expiresAt} ${loadMs} ${form}\n${text}` as ByteString;
}

/**
 * The parts of a stored value, or null for anything that `encodeRedisValue` did not write with the same prefix. The text
 * is cut out and not copied, and nothing else of its length is made.
 */
export function decodeRedisValue(prefix: string, stored: ByteString): RedisValue | null {
  if (!stored.startsWith(prefix)) return null;
  const second = stored.indexOf(' ', prefix.length) + 1;
  const third = stored.indexOf(' ', second) + 1;
  const form = stored[third];
  if (second === 0 || third === 0 || stored[third + 1] !== '\n') return null;
  if (form !== 'v' && form !== 'n' && form !== 'u') return null;
  const expiresAt = Number(stored.slice(prefix.length, second - 1));
  const loadMs = Number(stored.slice(second, third - 1));
  if (!Number.isInteger(expiresAt) || !Number.isInteger(loadMs)) return null;
  return { expiresAt, loadMs, form, text: stored.slice(third + 2) as ByteString };
}
