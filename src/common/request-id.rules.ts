const SANE_REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** True for a request id that a caller may choose: 1 to 128 letters, digits, dots, dashes, colons or underscores. */
export function isSaneRequestId(value: unknown): value is string {
  return typeof value === 'string' && SANE_REQUEST_ID.test(value);
}
