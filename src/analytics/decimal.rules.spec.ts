import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addDecimals } from './decimal.rules.js';

describe('addDecimals', () => {
  it('adds what floating point cannot', () => {
    expect(Number(addDecimals(['0.1', '0.2']))).toBe(0.3);
    expect(addDecimals(Array.from({ length: 1000 }, () => '0.0000000001'))).toBe('0.0000001000');
  });

  it('is zero for nothing', () => {
    expect(Number(addDecimals([]))).toBe(0);
  });

  it('is the same in any order', () => {
    const amount = fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.stringMatching(/^\d{1,10}$/));
    fc.assert(
      fc.property(fc.array(amount.map(([whole, fraction]) => `${whole}.${fraction}`)), (amounts) => {
        expect(addDecimals(amounts.toReversed())).toBe(addDecimals(amounts));
      }),
    );
  });

  it('refuses what it would have to round', () => {
    expect(() => addDecimals(['0.12345678901'])).toThrow(TypeError);
    expect(() => addDecimals(['NaN'])).toThrow(TypeError);
  });
});
