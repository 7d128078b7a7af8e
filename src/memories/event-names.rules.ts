import { normaliseText } from './terms.rules.js';

/** The fields of an event that name somebody or something. */
export const NAME_FIELDS = ['item', 'enemy', 'ally', 'name'] as const;
export type NameField = (typeof NAME_FIELDS)[number];

/** Whether two values name the same, however they are written; what is no text names nothing. */
export function sameName(a: unknown, b: unknown): boolean {
  return nameOf(a) === nameOf(b);
}

/**
 * A name as it is compared: in the form by which texts are, without invisible characters and an English article in
 * front. Null for what names nothing.
 */
export function nameOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const visible = value.replace(/[\p{Cf}\p{Co}\p{Cs}]+/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const name = normaliseText(visible).replace(/^the\s+/, '');
  return name === '' ? null : name;
}
