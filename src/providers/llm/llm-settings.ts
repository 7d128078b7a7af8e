import { ConfigError, type Config } from '../../config/env.js';
import type { LlmProvider } from './llm.port.js';
import { listedPrice } from './price.rules.js';
import { DEFAULT_MODELS, MODEL_PRICES, type ModelPrice } from './price.tables.js';

export interface LlmSettings {
  readonly provider: LlmProvider['name'];
  readonly model: string;
  readonly price: ModelPrice;
  readonly apiKey: string;
  readonly baseURL: string | undefined;
}

type LlmConfig = Pick<
  Config,
  | 'LLM_PROVIDER'
  | 'LLM_MODEL'
  | 'LLM_PRICE_INPUT_USD_PER_MTOK'
  | 'LLM_PRICE_OUTPUT_USD_PER_MTOK'
  | 'ANTHROPIC_API_KEY'
  | 'ANTHROPIC_BASE_URL'
  | 'OPENAI_API_KEY'
  | 'OPENAI_BASE_URL'
  | 'EMBEDDING_PROVIDER'
>;

/** What a host that needs no key is sent, as the SDKs want one. */
const NO_KEY = 'none';

/**
 * Which model is asked, where, and at what price; null where none is configured.
 *
 * @throws ConfigError when the provider has no key, or the model no price; it says what to set
 */
export function llmSettings(config: LlmConfig): LlmSettings | null {
  const provider = config.LLM_PROVIDER ?? providerOfKeys(config);
  if (provider === 'none') return null;
  const [key, baseURL] =
    provider === 'anthropic'
      ? [config.ANTHROPIC_API_KEY, config.ANTHROPIC_BASE_URL]
      : [config.OPENAI_API_KEY, config.OPENAI_BASE_URL];
  if (key === undefined && baseURL === undefined) {
    const prefix = provider.toUpperCase();
    throw new ConfigError(
      `LLM_PROVIDER ${provider} needs ${prefix}_API_KEY, or ${prefix}_BASE_URL of a host that asks for none`,
    );
  }
  const model = config.LLM_MODEL ?? DEFAULT_MODELS[provider];
  return { provider, model, price: priceOf(config, provider, model), apiKey: key ?? NO_KEY, baseURL };
}

/**
 * What was set for a language model although none is asked, in a line that says what else to set; null where nothing was.
 * A host of OpenAI's kind that embeds is in use without a model.
 */
export function unusedSetting(config: LlmConfig): string | null {
  if (config.LLM_PROVIDER !== undefined || providerOfKeys(config) !== 'none') return null;
  const { ANTHROPIC_BASE_URL, OPENAI_BASE_URL, LLM_MODEL } = config;
  const isForEmbeddings = config.EMBEDDING_PROVIDER === 'openai';
  const set = [
    ...(OPENAI_BASE_URL === undefined || isForEmbeddings ? [] : ['OPENAI_BASE_URL']),
    ...(ANTHROPIC_BASE_URL === undefined ? [] : ['ANTHROPIC_BASE_URL']),
    ...(LLM_MODEL === undefined ? [] : ['LLM_MODEL']),
  ];
  if (set.length === 0) return null;
  const only = ANTHROPIC_BASE_URL === undefined ? 'openai' : 'anthropic';
  const providers =
    (ANTHROPIC_BASE_URL === undefined) === (OPENAI_BASE_URL === undefined) ? 'openai or anthropic' : only;
  return `${set.join(' and ')} set, but no language model is asked: set LLM_PROVIDER to ${providers} (to none, to be sure of none)`;
}

function providerOfKeys({ ANTHROPIC_API_KEY, OPENAI_API_KEY }: LlmConfig): 'anthropic' | 'openai' | 'none' {
  if (ANTHROPIC_API_KEY !== undefined) return 'anthropic';
  return OPENAI_API_KEY === undefined ? 'none' : 'openai';
}

function priceOf(config: LlmConfig, provider: 'anthropic' | 'openai', model: string): ModelPrice {
  const { LLM_PRICE_INPUT_USD_PER_MTOK: inputUsd, LLM_PRICE_OUTPUT_USD_PER_MTOK: outputUsd } = config;
  if (inputUsd !== undefined && outputUsd !== undefined) return [{ fromInputTokens: 0, inputUsd, outputUsd }];
  if (inputUsd !== undefined || outputUsd !== undefined) {
    throw new ConfigError('LLM_PRICE_INPUT_USD_PER_MTOK and LLM_PRICE_OUTPUT_USD_PER_MTOK must be set together');
  }
  const price = listedPrice(provider, model);
  if (price) return price;
  const known = Object.keys(MODEL_PRICES[provider]).join(', ');
  throw new ConfigError(
    `LLM_MODEL has no known price at ${provider}, so no budget could be kept: choose one of ${known}; or set ` +
      'LLM_PRICE_INPUT_USD_PER_MTOK and LLM_PRICE_OUTPUT_USD_PER_MTOK (US dollars a million tokens, 0 for a model of your own)',
  );
}
