import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../config/env.js';
import { llmSettings, unusedSetting } from './llm-settings.js';

const KEYS = { ANTHROPIC_API_KEY: 'sk-a', OPENAI_API_KEY: 'sk-o' };
const settings = (env: Record<string, string>) => llmSettings(loadConfig(env));
const unused = (env: Record<string, string>) => unusedSetting(loadConfig(env));

describe('llmSettings', () => {
  it('asks whose key is set, a small model of it, and nobody without one', () => {
    expect(settings({})).toBeNull();
    expect(settings({ ANTHROPIC_API_KEY: 'sk-a' })).toMatchObject({ provider: 'anthropic', model: 'claude-haiku-5-5' });
    expect(settings({ OPENAI_API_KEY: 'sk-o' })).toMatchObject({ provider: 'openai', model: 'gpt-6-luna' });
  });

  it('asks Anthropic when both have a key, unless it is told otherwise', () => {
    expect(settings(KEYS)).toMatchObject({ provider: 'anthropic', apiKey: 'sk-a' });
    expect(settings({ ...KEYS, LLM_PROVIDER: 'openai' })).toMatchObject({ provider: 'openai', apiKey: 'sk-o' });
    expect(settings({ ...KEYS, LLM_PROVIDER: 'none' })).toBeNull();
  });

  it('refuses a provider without a key, unless another host is named', () => {
    expect(() => settings({ LLM_PROVIDER: 'openai' })).toThrow(/OPENAI_API_KEY.*OPENAI_BASE_URL/);
    expect(() => settings({ LLM_PROVIDER: 'anthropic' })).toThrow(/ANTHROPIC_API_KEY.*ANTHROPIC_BASE_URL/);
    const own = { LLM_PROVIDER: 'openai', OPENAI_BASE_URL: 'http://localhost:11434/v1', LLM_MODEL: 'llama4' };
    const free = { LLM_PRICE_INPUT_USD_PER_MTOK: '0', LLM_PRICE_OUTPUT_USD_PER_MTOK: '0' };
    expect(settings({ ...own, ...free })).toMatchObject({
      model: 'llama4',
      price: [{ fromInputTokens: 0, inputUsd: 0, outputUsd: 0 }],
      baseURL: 'http://localhost:11434/v1',
    });
  });

  it('says what is missing where a host or a model is named and nobody is asked', () => {
    const host = { OPENAI_BASE_URL: 'http://localhost:11434/v1' };
    expect(unused({ ...host, LLM_MODEL: 'llama4' })).toMatch(
      /^OPENAI_BASE_URL and LLM_MODEL .*LLM_PROVIDER to openai \(/,
    );
    expect(unused(host)).toMatch(/LLM_PROVIDER to openai \(/);
    expect(unused({ ANTHROPIC_BASE_URL: 'http://localhost:8080' })).toMatch(/LLM_PROVIDER to anthropic \(/);
    expect(unused({ LLM_MODEL: 'llama4' })).toMatch(/LLM_PROVIDER to openai or anthropic/);
    expect(unused({})).toBeNull();
    expect(unused({ ...host, LLM_PROVIDER: 'none' })).toBeNull();
    expect(unused({ ...host, OPENAI_API_KEY: 'sk-o' })).toBeNull();
    expect(unused({ ...host, EMBEDDING_PROVIDER: 'openai' })).toBeNull();
    expect(unused({ ...host, EMBEDDING_PROVIDER: 'openai', LLM_MODEL: 'llama4' })).toMatch(/^LLM_MODEL set/);
  });

  it('refuses a model without a price, naming those that have one and the way out', () => {
    const env = { ANTHROPIC_API_KEY: 'sk-a', LLM_MODEL: 'claude-next' };
    expect(() => settings(env)).toThrow(/claude-haiku-5-5, claude-haiku-4-5.*LLM_PRICE_INPUT_USD_PER_MTOK/);
    expect(() => settings({ ...env, LLM_PRICE_INPUT_USD_PER_MTOK: '1' })).toThrow(/together/);
    expect(
      settings({ ...env, LLM_PRICE_INPUT_USD_PER_MTOK: '0.5', LLM_PRICE_OUTPUT_USD_PER_MTOK: '2' })?.price,
    ).toMatchObject([{ inputUsd: 0.5, outputUsd: 2 }]);
  });
});
