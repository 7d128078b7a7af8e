import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { embeddingPrice, shareCost } from './embedding-cost.rules.js';

describe('shareCost', () => {
  it('charges each game for the length of its texts', () => {
    const requests = [
      { payer: 'one', text: 'abc' },
      { payer: 'other', text: 'abcdef' },
      { payer: 'one', text: 'abc' },
    ];
    expect(shareCost(requests, 0.12)).toEqual([
      { payer: 'one', costUsd: 0.06 },
      { payer: 'other', costUsd: 0.06 },
    ]);
  });

  it('adds up to what the call cost, whoever shared it', () => {
    const request = fc.record({ payer: fc.constantFrom('a', 'b', 'c'), text: fc.string() });
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (requests, cost) => {
          const shares = shareCost(requests, cost);
          expect(shares.reduce((sum, { costUsd }) => sum + costUsd, 0)).toBeCloseTo(cost, 9);
          expect(new Set(shares.map(({ payer }) => payer))).toEqual(new Set(requests.map(({ payer }) => payer)));
        },
      ),
    );
  });
});

describe('embeddingPrice', () => {
  it('knows the models of the table and no other', () => {
    expect(embeddingPrice('text-embedding-3-small')).toBe(0.02);
    expect(embeddingPrice('toString')).toBeUndefined();
  });
});
