import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { embeddingPrice, shareCost, tokensSaid } from './embedding-cost.rules.js';

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

describe('tokensSaid', () => {
  const requests = [{ payer: 'one', text: 'Beat the ice dragon' }];

  it('is what the host counts', () => {
    expect(tokensSaid(7, requests)).toBe(7);
  });

  it('is never below 0, never without end, and never more than a text of that length can have', () => {
    const anything = fc.oneof(fc.anything(), fc.double(), fc.integer());
    fc.assert(
      fc.property(anything, fc.string(), (counted, text) => {
        const tokens = tokensSaid(counted, [{ payer: 'one', text }]);
        expect(tokens).toBeGreaterThanOrEqual(0);
        expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(text) * 11 + 16);
      }),
    );
    for (const nonsense of ['x', NaN, -1e12, null, undefined, {}]) expect(tokensSaid(nonsense, requests)).toBe(0);
  });
});

describe('embeddingPrice', () => {
  it('knows the models of the table and no other', () => {
    expect(embeddingPrice('text-embedding-3-small')).toBe(0.02);
    expect(embeddingPrice('toString')).toBeUndefined();
  });
});
