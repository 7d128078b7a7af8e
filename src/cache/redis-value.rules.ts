/** Bumped when the layout changes; what another version wrote counts as absent. */
const LAYOUT = '1';

/** A value as Redis holds it: one header line, then the JSON text, which can be passed on without being parsed. */
export interface RedisValue {
  /** The trust period it was written in; see RedisSession. */
  readonly epoch: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** JSON, or empty for `undefined`. */
  readonly json: string;
}

/** Inverse of `decodeRedisValue`. `epoch` has no white space. */
export function encodeRedisValue(value: RedisValue): string {
  return `${LAYOUT} ${value.epoch} ${value.expiresAt}\n${value.json}`;
}

/** The parts of a stored value, or null for anything that `encodeRedisValue` of this version did not write. */
export function decodeRedisValue(text: string): RedisValue | null {
  const end = text.indexOf('\n');
  if (end < 0) return null;
  const [layout, epoch, expiresAt] = text.slice(0, end).split(' ');
  if (layout !== LAYOUT || !epoch || !Number.isFinite(Number(expiresAt))) return null;
  return { epoch, expiresAt: Number(expiresAt), json: text.slice(end + 1) };
}

/** The value as JSON text; `undefined`, which JSON lacks, is the empty text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

/** Inverse of `toJson`. Throws a SyntaxError for text that is not JSON. */
export function fromJson(json: string): unknown {
  return json === '' ? undefined : JSON.parse(json);
}
