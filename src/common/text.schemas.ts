import { z } from 'zod';

/** Times as ISO 8601 in UTC, to the millisecond. */
export const timestamp = z.iso.datetime().meta({ description: 'ISO 8601, UTC.' });

/** The times that PostgreSQL reads as JavaScript writes them: an offset can push one into the year 0 or 10,000. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** A time in a request: ISO 8601 with a zone, from the year 1 to 9999 in UTC. Read as a Date. */
export const timeInput = z.iso
  .datetime({
    offset: true,
    error: 'must be an ISO 8601 time with a zone, such as 2026-01-31T12:00:00Z',
    abort: true,
  })
  .refine((text) => Number.isFinite(Date.parse(text)), { error: 'must be a time that exists', abort: true })
  .refine(
    (text) => Date.parse(text) >= EARLIEST_MS && Date.parse(text) <= LATEST_MS,
    'must be in the years 1 to 9999 of UTC',
  );

/** A UUID in any letter case, handed on in lower case as the database writes it. */
export const uuid = z
  .guid('must be a UUID')
  .transform((text) => text.toLowerCase())
  .meta({ format: 'uuid' });

/** Text that can be stored: no NUL and no half of a surrogate pair; 1 to `maximum` characters. */
export const storableText = (maximum: number, minimum = 1) =>
  z
    .string()
    .min(minimum, minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`)
    .max(maximum, `must have at most ${maximum} characters`)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must not have NUL characters or broken surrogates');

const NO_LANGUAGE_TAG = 'must be a BCP 47 language tag, such as en, zh or pt-BR';

/** A language as a BCP 47 tag, such as `en`, `zh` or `pt-BR`. */
export const languageTag = z
  .string()
  .max(35, { error: NO_LANGUAGE_TAG, abort: true })
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, { error: NO_LANGUAGE_TAG, abort: true })
  .refine(isWellFormedTag, NO_LANGUAGE_TAG);

function isWellFormedTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** A JSON object of at most `maxBytes` bytes of UTF-8 and `maxDepth` levels, the object itself being the first. */
export const boundedJsonObject = (maxBytes: number, maxDepth: number) =>
  z
    .record(z.string(), z.unknown())
    .refine((value) => depthWithin(value, maxDepth), `must be nested at most ${maxDepth} levels deep`)
    .refine(
      (value) => !depthWithin(value, maxDepth) || Buffer.byteLength(JSON.stringify(value)) <= maxBytes,
      `must be at most ${maxBytes} bytes of JSON`,
    );

/** True when the value is nested no deeper than `levels`; stops at the limit, however deep the value is. */
export function depthWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  return Object.values(value).every((child) => depthWithin(child, levels - 1));
}
