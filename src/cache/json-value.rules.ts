/** Deeper than any answer of ours; also what stops a circular value. */
const MAX_DEPTH = 64;

/**
 * Freezes a JSON value with everything in it and returns it: cached values are shared by all their readers.
 * Throws a TypeError that names the place when the value would not survive a trip through JSON (a Date, a bigint, NaN,
 * an instance of a class, …), so that a value from the source and its cached copy cannot differ.
 */
export function freezeJson<T>(value: T, path = 'value'): T {
  freeze(value, path, 0);
  return value;
}

function freeze(value: unknown, path: string, depth: number): void {
  if (isScalar(value)) return;
  if (depth > MAX_DEPTH) throw new TypeError(`${path} cannot be cached: circular, or nested too deeply`);
  if (typeof value !== 'object' || !isPlain(value)) throw new TypeError(`${path} cannot be cached: ${nameOf(value)}`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (item === undefined) throw new TypeError(`${path}[${index}] cannot be cached: undefined in a list`);
      freeze(item, `${path}[${index}]`, depth + 1);
    }
  } else {
    for (const [name, item] of Object.entries(value)) freeze(item, `${path}.${name}`, depth + 1);
  }
  Object.freeze(value);
}

function isScalar(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Lists and object literals, from whichever realm: the prototype of a literal has no prototype itself. */
function isPlain(value: object | null): value is object {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`;
  return `an instance of ${value.constructor.name}`;
}

/** Freezes what JSON.parse gave, with everything in it, and returns it: it cannot hold anything that is not JSON. */
export function freezeParsed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) {
    if (typeof item === 'object' && item !== null) freezeParsed(item);
  }
  return Object.freeze(value);
}
