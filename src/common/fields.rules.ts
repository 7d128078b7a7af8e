import { invalidField } from './domain-error.js';

/**
 * Reads `fields=id,externalId`.
 *
 * @returns the wanted fields in the order they are known, or all of them when nothing was asked for
 * @throws DomainError VALIDATION_FAILED that lists the known names when one is unknown
 */
export function selectedFields<Field extends string>(
  known: readonly Field[],
  query: string | undefined,
): readonly Field[] {
  if (query === undefined) return known;
  const wanted = new Set(query.split(',').map((name) => name.trim()));
  const unknown = [...wanted].filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw invalidField(
      'fields',
      `unknown ${unknown.map((name) => `"${name}"`).join(', ')}; known are ${known.join(', ')}`,
    );
  }
  return known.filter((field) => wanted.has(field));
}

/** Keeps only the wanted fields of an answer, in their usual order. */
export function pickFields<T extends object, Field extends keyof T>(
  value: T,
  fields: readonly Field[],
): Pick<T, Field> {
  const picked: Partial<T> = {};
  for (const field of fields) picked[field] = value[field];
  return picked as Pick<T, Field>;
}
