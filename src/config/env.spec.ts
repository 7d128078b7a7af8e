import { describe, expect, it } from '@jest/globals';
import { ConfigError, embeddingProviderOf, loadConfig } from './env.js';

const LONG_KEY = 'k'.repeat(32);

function refusal(source: Record<string, string>): string {
  try {
    loadConfig(source);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('was accepted');
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      AGL_DATA_DIR: '.agl',
      CACHE_MEMORY_BYTES: 67_108_864,
      CACHE_TTL_PLAYER: 300,
      CACHE_TTL_GAME: 600,
      CACHE_TTL_ANALYTICS: 3600,
      CACHE_TTL_EMOTION: 1800,
      CACHE_TTL_DIALOGUE: 3600,
      QDRANT_COLLECTION: 'agl_memories',
      LLM_TIMEOUT_MS: 2500,
      EMBEDDING_MODEL: 'text-embedding-3-small',
      EMBEDDING_DIMENSIONS: 512,
      EMOTION_BUDGET_USD_PER_DAY: 5,
      DIALOGUE_BUDGET_USD_PER_DAY: 10,
      RATE_LIMIT_RPS: 1000,
      RATE_LIMIT_BURST: 2000,
      COMPRESSION_THRESHOLD: 1024,
      COMPRESSION_LEVEL: 6,
      SCHEDULER_ENABLED: true,
    });
  });

  it('leaves the pool to the URL when its variables are not set', () => {
    const config = loadConfig({ DATABASE_URL: 'postgresql://u@h/d?connection_limit=7' });
    expect([config.DB_POOL_SIZE, config.DB_POOL_TIMEOUT, config.DB_CONNECT_TIMEOUT]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(loadConfig({ DB_POOL_SIZE: '9' }).DB_POOL_SIZE).toBe(9);
  });

  it('takes no bytes in process for an answer, not for one that was not given', () => {
    expect(loadConfig({ CACHE_MEMORY_BYTES: '0' }).CACHE_MEMORY_BYTES).toBe(0);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: '', AGL_ADMIN_KEY: '' })).toEqual(loadConfig({}));
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['NODE_ENV', 'staging'],
    ['LOG_LEVEL', 'loud'],
    ['DATABASE_URL', 'mysql://secret-host/db'],
    ['REDIS_URL', 'secret-host:6379'],
    ['DB_POOL_SIZE', '0'],
    ['CACHE_MEMORY_BYTES', '64MB'],
    ['CACHE_TTL_PLAYER', '-1'],
    ['CACHE_TTL_GAME', '1.5'],
    ['LLM_PROVIDER', 'secret-model'],
    ['LLM_PRICE_INPUT_USD_PER_MTOK', 'secret'],
    ['COMPRESSION_LEVEL', '10'],
    ['RATE_LIMIT_RPS', '0'],
    ['RATE_LIMIT_BURST', '1000001'],
    ['SCHEDULER_ENABLED', 'maybe'],
    ['EMOTION_BUDGET_USD_PER_DAY', 'five'],
    ['AGL_ADMIN_KEY', 'short'],
    ['AGL_ADMIN_KEY', 'a secret with spaces'],
    ['METRICS_TOKEN', 'tiny'],
    ['CORS_ORIGINS', 'secret.example'],
    ['CORS_ORIGINS', 'https://secret.example/page'],
    ['OPENAI_API_KEY', 'secret'.repeat(100)],
  ])('refuses %s=%s by name, without the value', (name, value) => {
    const message = refusal({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name} must `));
    expect(message).not.toContain(value);
    expect(message).not.toContain('secret');
  });

  it('names all that is wrong at once', () => {
    expect(refusal({ PORT: 'x', LOG_LEVEL: 'y' }).split('\n')).toHaveLength(2);
  });

  it('wants an admin key of 32 characters in production, and listens everywhere there', () => {
    expect(refusal({ NODE_ENV: 'production' })).toContain('AGL_ADMIN_KEY');
    expect(refusal({ NODE_ENV: 'production', AGL_ADMIN_KEY: LONG_KEY.slice(1) })).toContain('AGL_ADMIN_KEY');
    expect(loadConfig({ NODE_ENV: 'production', AGL_ADMIN_KEY: LONG_KEY }).HOST).toBe('0.0.0.0');
  });

  it('embeds by OpenAI where its key is set and nothing else is said', () => {
    expect(embeddingProviderOf(loadConfig({}))).toBe('local');
    expect(embeddingProviderOf(loadConfig({ OPENAI_API_KEY: 'sk-1' }))).toBe('openai');
    expect(embeddingProviderOf(loadConfig({ OPENAI_API_KEY: 'sk-1', EMBEDDING_PROVIDER: 'local' }))).toBe('local');
    expect(refusal({ EMBEDDING_PROVIDER: 'openai' })).toContain('OPENAI_API_KEY');
  });
});
