import { randomUUID } from 'node:crypto';

const SANE_REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** True for a request id that a caller may choose: 1 to 128 letters, digits, dots, dashes, colons or underscores. */
export function isSaneRequestId(value: unknown): value is string {
  return typeof value === 'string' && SANE_REQUEST_ID.test(value);
}

let lastMs = -1;
let timePart = '';

/**
 * A new request id: a UUID of version 7 (RFC 9562, 5.7), 48 bits of time and 74 bits of chance. Its random part is that
 * of Node's `randomUUID`, which draws its bytes in bulk; ids of one millisecond are in no order.
 */
export function newRequestId(nowMs: number): string {
  if (nowMs !== lastMs) {
    lastMs = nowMs;
    const hex = nowMs.toString(16).padStart(12, '0');
    timePart = `${hex.slice(0, 8)}-${hex.slice(8)}-7`;
  }
  return timePart + randomUUID().slice(15);
}
