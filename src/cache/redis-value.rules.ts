/** Bumped when the layout changes; what another version wrote counts as absent. */
const LAYOUT = '2';

/** `n` and `u` are the negative entries `null` and `undefined`, which have no text; `v` is a value. */
export type RedisForm = 'v' | 'n' | 'u';

/** A value as Redis holds it: one header line, then the text that its codec made, which can be passed on undecoded. */
export interface RedisValue {
  /** The trust period it was written in; see RedisSession. */
  readonly epoch: string;
  /** Whole milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whole milliseconds that the load took. */
  readonly loadMs: number;
  readonly form: RedisForm;
  readonly text: string;
}

/** What every value of an epoch begins with: enough for a script to tell whether one is ours. */
export function redisValuePrefix(epoch: string): string {
  return `${LAYOUT} ${epoch} `;
}

/** Inverse of `decodeRedisValue`. `epoch` has no white space. */
export function encodeRedisValue({ epoch, expiresAt, loadMs, form, text }: RedisValue): string {
  return `${redisValuePrefix(epoch)}${expiresAt} ${loadMs} ${form}\n${text}`;
}

/** The parts of a stored value, or null for anything that `encodeRedisValue` of this version did not write. */
export function decodeRedisValue(stored: string): RedisValue | null {
  const end = stored.indexOf('\n');
  if (end < 0) return null;
  const [layout, epoch, expiresAt, loadMs, form] = stored.slice(0, end).split(' ');
  if (layout !== LAYOUT || !epoch || !isCount(expiresAt) || !isCount(loadMs)) return null;
  if (form !== 'v' && form !== 'n' && form !== 'u') return null;
  return { epoch, expiresAt: Number(expiresAt), loadMs: Number(loadMs), form, text: stored.slice(end + 1) };
}

function isCount(text: string | undefined): text is string {
  return text !== undefined && text !== '' && Number.isInteger(Number(text));
}
