import { createHash } from 'node:crypto';
import { normaliseText } from './terms.rules.js';

/**
 * SHA-256 of the normalised text, in hexadecimal: equal texts of one type are one memory.
 *
 * @param untold what tells apart memories whose texts are equal, as a sentence that leaves out one of an event's names
 */
export function contentHash(content: string, untold = ''): string {
  const hash = createHash('sha256').update(normaliseText(content));
  // A normalised text has no line break, so that this can be the end of none.
  return (untold === '' ? hash : hash.update(`\n${untold}`)).digest('hex');
}
