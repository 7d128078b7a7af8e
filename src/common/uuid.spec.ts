import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { unorderedUuid } from './uuid.js';

describe('a UUID made in bulk', () => {
  it('is of version 7 and tells its time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (nowMs) => {
        const id = unorderedUuid(nowMs);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(nowMs);
      }),
    );
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => unorderedUuid(5))).size).toBe(1_000);
  });
});
