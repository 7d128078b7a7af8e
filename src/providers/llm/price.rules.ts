import type { LlmRequest, LlmUsage } from './llm.port.js';
import { MODEL_PRICES, type ModelPrice } from './price.tables.js';

const TOKENS_PRICED = 1_000_000;
/** What a tokeniser may put around a text: marks of its begin, its end, and of whose turn it is. */
const OVERHEAD_TOKENS = 16;
/** The date of a snapshot, which costs what its model does: `-20251001` or `-2026-03-17`. */
const SNAPSHOT = /-(\d{8}|\d{4}-\d{2}-\d{2})$/;

/** The model's name without the date of a snapshot. */
export function modelFamily(model: string): string {
  return model.replace(SNAPSHOT, '');
}

/** The price of a model by the table; undefined for one that does not stand there. */
export function listedPrice(provider: 'anthropic' | 'openai', model: string): ModelPrice | undefined {
  const prices: Readonly<Record<string, ModelPrice>> = MODEL_PRICES[provider];
  const family = modelFamily(model);
  return Object.hasOwn(prices, family) ? prices[family] : undefined;
}

/** US dollars that a request costs at most; never less for more tokens. */
export function costUsd(price: ModelPrice, { inputTokens, outputTokens }: LlmUsage): number {
  const { inputUsd, outputUsd } = price.findLast(({ fromInputTokens }) => inputTokens >= fromInputTokens) ?? price[0];
  return (inputTokens * inputUsd + outputTokens * outputUsd) / TOKENS_PRICED;
}

/**
 * Tokens of a text at most, whatever the tokeniser: the smallest token that there is stands for a byte of UTF-8. One
 * that first brings characters to their compatible form (NFKC) sees other bytes, up to eleven times as many.
 */
export function tokensAtMost(text: string): number {
  return Math.max(Buffer.byteLength(text), Buffer.byteLength(text.normalize('NFKC'))) + OVERHEAD_TOKENS;
}

/**
 * What a request and its answer have used: as the host counts it, and at most where it does not count, each side for
 * itself. A count of 0 is none: nothing is asked and answered without a token.
 */
export function usageAtMost(
  { system, user, schema, maxOutputTokens }: LlmRequest,
  text: string,
  counted: { readonly [Side in keyof LlmUsage]?: number | null | undefined },
): LlmUsage {
  const schemaTokens = schema ? tokensAtMost(JSON.stringify(schema)) : 0;
  return {
    inputTokens: counted.inputTokens || tokensAtMost(system) + tokensAtMost(user) + schemaTokens,
    outputTokens: counted.outputTokens || Math.min(tokensAtMost(text), maxOutputTokens),
  };
}
