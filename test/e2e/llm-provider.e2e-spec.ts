import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { LLM_PROVIDER, type LlmProvider } from '../../src/providers/llm/llm.port.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase } from '../support/databases.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import { startFakeOpenAi } from '../support/fake-openai.js';

const TOKEN = 'token-of-the-scraper';
const KEY = 'a-key-that-nobody-may-see';
const REQUEST = { system: 'Be brief.', user: '{}', maxOutputTokens: 20, timeoutMs: 5000 };

const anthropic = await startFakeAnthropic();
const openai = await startFakeOpenAi();
let app: TestApp | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

afterAll(async () => {
  await anthropic.close();
  await openai.close();
});

const HOSTS = [
  ['anthropic', anthropic, { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: anthropic.url }, 'claude-haiku-5-5'],
  ['openai', openai, { LLM_PROVIDER: 'openai', OPENAI_BASE_URL: openai.url }, 'gpt-6-luna'],
] as const;

describe.each(HOSTS)('a language model by %s', (name, host, env, model) => {
  it('is a dependency whose circuit is told, counted, and never what keeps the service from serving', async () => {
    app = await startApp({ env: { ...env, EMBEDDING_PROVIDER: 'local', METRICS_TOKEN: TOKEN } });
    const running = app;
    const ready = async () => (await running.http.get('/health/ready').expect(200)).body;
    host.calls.length = 0;
    expect(await ready()).toMatchObject({
      status: 'ok',
      dependencies: { llm: { status: 'up', detail: `${name} ${model}, circuit closed` } },
    });
    expect(host.calls).toHaveLength(0);

    const llm = running.nest.get<LlmProvider>(LLM_PROVIDER);
    host.script({ kind: 'status', status: 401 });
    await expect(llm.complete(REQUEST)).rejects.toMatchObject({ failure: 'rejected' });
    expect(await ready()).toMatchObject({
      status: 'degraded',
      dependencies: { llm: { status: 'degraded', detail: expect.stringContaining('refuses its key') } },
    });

    host.script(
      { kind: 'text', text: 'Well played!', usage: { inputTokens: 7, outputTokens: 3 } },
      { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
    );
    expect((await llm.complete(REQUEST)).text).toBe('Well played!');
    expect(await ready()).toMatchObject({ status: 'ok', dependencies: { llm: { status: 'up' } } });
    await expect(llm.complete(REQUEST)).rejects.toMatchObject({ failure: 'rate_limited' });
    expect(await ready()).toMatchObject({
      status: 'degraded',
      dependencies: { llm: { status: 'down', detail: `${name} ${model}, circuit open` } },
    });

    const { text } = await running.http.get('/metrics').set('Authorization', `Bearer ${TOKEN}`).expect(200);
    expect(text).toContain(`agl_llm_calls_total{provider="${name}",outcome="answered"} 1`);
    expect(text).toContain(`agl_llm_calls_total{provider="${name}",outcome="rate_limited"} 1`);
    expect(text).toContain(`agl_llm_tokens_total{provider="${name}",direction="output"} 3`);
    expect(text).toContain(`agl_llm_circuit{provider="${name}"} 2`);
    expect(text).not.toContain(KEY);
  }, 30_000);
});

describe('a model without a known price', () => {
  it('stops the start, and its message says what to do', async () => {
    const database = await createDatabase();
    try {
      const env = { ANTHROPIC_API_KEY: KEY, LLM_MODEL: 'claude-next' };
      const failure: unknown = await startApp({ env, databaseUrl: database.url }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'ConfigError' });
      expect(String(failure)).toMatch(/claude-haiku-5-5.*LLM_PRICE_INPUT_USD_PER_MTOK/);
      expect(String(failure)).not.toContain(KEY);
    } finally {
      await database.drop();
    }
  }, 30_000);
});
