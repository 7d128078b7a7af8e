import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isSaneRequestId } from './request-id.rules.js';

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
