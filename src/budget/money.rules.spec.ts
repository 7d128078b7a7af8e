import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { budgetNano, costNano, priceOf } from './money.rules.js';

const prices = {
  costUsd: ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }) =>
    (inputTokens * 1 + outputTokens * 5) / 1e6,
  tokensAtMost: (text: string) => Buffer.byteLength(text),
};

describe('money', () => {
  it('is whole: a cost is rounded up, but not for the rounding of binary fractions', () => {
    expect([costNano(0.0000000011), budgetNano(0.0000000019), budgetNano(0)]).toEqual([2, 2, 0]);
    expect([costNano(0.07), budgetNano(0.07), budgetNano(0.05)]).toEqual([70_000_000, 70_000_000, 50_000_000]);
  });

  it('is exact for budgets in hundredths of a cent, up to a million dollars', () => {
    fc.assert(fc.property(fc.nat(10_000_000_000), (parts) => expect(budgetNano(parts / 10_000)).toBe(parts * 100_000)));
  });

  it('reserves at least what any answer within the bounds costs', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(2_000), fc.nat(2_000), (system, user, most, said) => {
        const { inputNano, worstNano } = priceOf(prices, { system, user, maxOutputTokens: most });
        const inputTokens = prices.tokensAtMost(system + user);
        const paid = costNano(prices.costUsd({ inputTokens, outputTokens: Math.min(said, most) }));
        expect(worstNano).toBeGreaterThanOrEqual(paid);
        expect(inputNano).toBeLessThanOrEqual(worstNano);
      }),
    );
  });

  it('counts a schema as input', () => {
    const request = { system: 's', user: 'u', maxOutputTokens: 10 };
    const schema = { type: 'object' };
    expect(priceOf(prices, { ...request, schema }).inputNano).toBeGreaterThan(priceOf(prices, request).inputNano);
  });
});
