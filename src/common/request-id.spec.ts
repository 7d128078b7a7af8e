import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isSaneRequestId, newRequestId } from './request-id.js';

describe('the request id of a caller', () => {
  it.each(['a', '0198a1b2-0000-7000-8000-000000000001', 'trace:1.2_3', 'x'.repeat(128)])('may be %s', (id) => {
    expect(isSaneRequestId(id)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a\nb', 'a\n', 'ä', '<script>', 'a,b', undefined, ['a'], 5])(
    'is not %j',
    (id) => {
      expect(isSaneRequestId(id)).toBe(false);
    },
  );

  it('can be written into a header and a log line as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        if (isSaneRequestId(id)) expect(JSON.stringify(id)).toBe(`"${id}"`);
      }),
    );
  });
});

describe('a new request id', () => {
  it('is a UUID of version 7 that tells its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (nowMs) => {
        const id = newRequestId(nowMs);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs);
      }),
    );
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newRequestId(5))).size).toBe(1_000);
  });
});
