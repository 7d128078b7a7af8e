import { createHash } from 'node:crypto';
import { normaliseText } from './terms.rules.js';

/** SHA-256 of the normalised text, in hexadecimal: equal texts of one type are one memory. */
export function contentHash(content: string): string {
  return createHash('sha256').update(normaliseText(content)).digest('hex');
}
