/**
 * US dollars for a million tokens of input, by model. Source: OpenAI's page of prices
 * (https://platform.openai.com/docs/pricing), standard tier, as of November 2026.
 */
export const EMBEDDING_PRICES = {
  'text-embedding-3-small': 0.02,
  'text-embedding-3-large': 0.13,
  'text-embedding-ada-002': 0.1,
} as const satisfies Record<string, number>;

/** Models that can be asked for vectors of fewer numbers than their own; of others the size is only checked. */
export const SHORTENABLE_MODELS: readonly string[] = ['text-embedding-3-small', 'text-embedding-3-large'];
