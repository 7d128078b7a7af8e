import { budgetFigures, NANO_PER_USD } from './budget.tables.js';

/** Below this many nano-dollars a difference is the rounding of binary fractions. */
const ROUNDING_NANO = 1e-3;

/** What something costs, in whole nano-dollars, rounded up. */
export function costNano(usd: number): number {
  return Math.ceil(usd * NANO_PER_USD - ROUNDING_NANO);
}

/** What may be spent, in whole nano-dollars, to the nearest: by its decimals, which a product in binary may miss. */
export function budgetNano(usd: number): number {
  return Number(usd.toFixed(9).replace('.', ''));
}

export function usdOf(nano: number): number {
  return nano / NANO_PER_USD;
}

/** What a price is asked of; see `LlmProvider`. */
export interface Prices {
  costUsd(usage: { readonly inputTokens: number; readonly outputTokens: number }): number;
  tokensAtMost(text: string): number;
}

/** What a call may be billed for: as much as is sent, and as much as may be answered. */
export interface PricedRequest {
  readonly system: string;
  readonly user: string;
  readonly maxOutputTokens: number;
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** Nano-dollars of a call: of its input alone, and with the longest answer. Both are upper bounds. */
export interface CallPrice {
  readonly inputNano: number;
  readonly worstNano: number;
}

export function priceOf(prices: Prices, request: PricedRequest): CallPrice {
  const { envelopeTokens, schemaTokens } = budgetFigures;
  const schema = request.schema ? prices.tokensAtMost(JSON.stringify(request.schema)) + schemaTokens : 0;
  const text = prices.tokensAtMost(request.system) + prices.tokensAtMost(request.user);
  const inputTokens = envelopeTokens + schema + text;
  return {
    inputNano: costNano(prices.costUsd({ inputTokens, outputTokens: 0 })),
    worstNano: costNano(prices.costUsd({ inputTokens, outputTokens: request.maxOutputTokens })),
  };
}
