import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { costUsd, listedPrice, tokensAtMost } from './price.rules.js';
import { DEFAULT_MODELS, MODEL_PRICES, type ModelPrice } from './price.tables.js';

const tokens = fc.nat({ max: 1_000_000 });
const listed: [string, ModelPrice][] = Object.values(MODEL_PRICES).flatMap((prices) => Object.entries(prices));

describe('costUsd', () => {
  it('is tokens by price', () => {
    expect(costUsd(MODEL_PRICES.anthropic['claude-haiku-5-5'], { inputTokens: 1000, outputTokens: 100 })).toBeCloseTo(
      0.00015,
      12,
    );
    expect(costUsd(MODEL_PRICES.openai['gpt-6-luna'], { inputTokens: 2000, outputTokens: 0 })).toBeCloseTo(0.00025, 12);
  });

  it.each(listed)('is never less for more tokens: %s', (_model, price) => {
    fc.assert(
      fc.property(tokens, tokens, tokens, tokens, (inputTokens, outputTokens, moreIn, moreOut) => {
        const more = { inputTokens: inputTokens + moreIn, outputTokens: outputTokens + moreOut };
        expect(costUsd(price, more)).toBeGreaterThanOrEqual(costUsd(price, { inputTokens, outputTokens }));
      }),
    );
  });
});

describe('listedPrice', () => {
  it('knows the models that are asked by default, and snapshots by their family', () => {
    expect(listedPrice('anthropic', DEFAULT_MODELS.anthropic)).toBeDefined();
    expect(listedPrice('openai', DEFAULT_MODELS.openai)).toBeDefined();
    expect(listedPrice('anthropic', 'claude-haiku-4-5-20251001')).toBe(MODEL_PRICES.anthropic['claude-haiku-4-5']);
    expect(listedPrice('openai', 'gpt-5.4-mini-2026-03-17')).toBe(MODEL_PRICES.openai['gpt-5.4-mini']);
    expect(listedPrice('openai', 'constructor')).toBeUndefined();
  });
});

describe('tokensAtMost', () => {
  it('is never fewer than the bytes that a tokeniser could make a token of each', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(tokensAtMost(text)).toBeGreaterThan(Buffer.byteLength(text));
        expect(tokensAtMost(text)).toBeGreaterThan(Buffer.byteLength(text.normalize('NFKC')));
      }),
    );
    expect(tokensAtMost('ﷺ')).toBeGreaterThan(33);
  });
});
