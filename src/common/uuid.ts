import { randomUUID } from 'node:crypto';

let lastMs = -1;
let timePart = '';

/**
 * A UUID of version 7 (RFC 9562, 5.7): 48 bits of time and 74 bits of chance. Its random part is that of Node's
 * `randomUUID`, which draws its bytes in bulk; ids of one millisecond are in no order. For ids that are made for every
 * request and by whose order nothing is listed; the others are those of the `uuid` package, which are in order.
 *
 * @param nowMs milliseconds since 1970
 */
export function unorderedUuid(nowMs: number): string {
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    const hex = nowMs.toString(16).padStart(12, '0');
    timePart = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  }
  return timePart + randomUUID().slice(15);
}
