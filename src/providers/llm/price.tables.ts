/** What tokens cost from a number of input tokens on; the whole request is then billed so. */
export interface PriceBand {
  readonly fromInputTokens: number;
  /** US dollars for a million tokens. */
  readonly inputUsd: number;
  readonly outputUsd: number;
}

/** Ascending, the first from 0; no band is cheaper than the one before it. */
export type ModelPrice = readonly [PriceBand, ...PriceBand[]];

/** One price, however long the prompt is. */
function flat(inputUsd: number, outputUsd: number): ModelPrice {
  return [{ fromInputTokens: 0, inputUsd, outputUsd }];
}

/**
 * OpenAI's models that charge 1.25 of the price for input that they write to their cache of prompts, which they do by
 * themselves: all input is taken for that. From 272,001 on input costs twice as much and output half as much again.
 */
function withCacheWrites(inputUsd: number, outputUsd: number): ModelPrice {
  return [
    { fromInputTokens: 0, inputUsd: inputUsd * 1.25, outputUsd },
    { fromInputTokens: 272_001, inputUsd: inputUsd * 2.5, outputUsd: outputUsd * 1.5 },
  ];
}

/**
 * US dollars for a million tokens, standard processing, looked up on 24 November 2026 in copies of the pages named below.
 * Reads from a cache of prompts are cheaper and are charged in full here: a budget that cannot be overspent counts the
 * dearest that may be billed. Processing bound to a region costs a tenth more at OpenAI: give its price by variables.
 */
export const MODEL_PRICES = {
  /** Source: the models' pages on platform.claude.com/docs. Nothing is cached there unless it is asked for. */
  anthropic: {
    'claude-haiku-5-5': [
      { fromInputTokens: 0, inputUsd: 0.1, outputUsd: 0.5 },
      { fromInputTokens: 100_001, inputUsd: 0.5, outputUsd: 2.5 },
    ],
    'claude-haiku-4-5': flat(1, 5),
    'claude-sonnet-5-5': flat(2, 10),
    'claude-sonnet-5': flat(2, 10),
    'claude-sonnet-4-6': flat(3, 15),
  },
  openai: {
    /** Source: the models' pages on developers.openai.com/api/docs/models. */
    'gpt-6-luna': withCacheWrites(0.1, 0.5),
    'gpt-5.6-luna': withCacheWrites(0.2, 1.2),
    'gpt-5.6-terra': withCacheWrites(2, 12),
    /** Source: price lists of third parties that quote OpenAI's. */
    'gpt-5.4-nano': flat(0.2, 1.25),
    'gpt-5.4-mini': flat(0.75, 4.5),
    'gpt-4.1-mini': flat(0.4, 1.6),
    'gpt-4o-mini': flat(0.15, 0.6),
  },
} as const satisfies Readonly<Record<'anthropic' | 'openai', Readonly<Record<string, ModelPrice>>>>;

/** The model of a provider that is asked where LLM_MODEL says nothing: small and quick, as a line has 2.5 s at most. */
export const DEFAULT_MODELS = { anthropic: 'claude-haiku-5-5', openai: 'gpt-6-luna' } as const;
