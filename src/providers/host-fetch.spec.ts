import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeAnthropic } from '../../test/support/fake-anthropic.js';
import type { FakeModelHost } from '../../test/support/fake-model-host.js';
import { startFakeOpenAi } from '../../test/support/fake-openai.js';
import { AnthropicLlm } from './llm/anthropic-llm.js';
import type { LlmHost } from './llm/llm-host.js';
import type { LlmRequest } from './llm/llm.port.js';
import { OpenAiLlm } from './llm/openai-llm.js';

const ADAPTERS = [
  { name: 'anthropic', Adapter: AnthropicLlm, startHost: startFakeAnthropic, path: '/v1/messages' },
  { name: 'openai', Adapter: OpenAiLlm, startHost: startFakeOpenAi, path: '/chat/completions' },
] as const;

describe.each(ADAPTERS)('a model’s host that is not to be trusted ($name)', ({ Adapter, startHost, path }) => {
  let host: FakeModelHost;
  let elsewhere: FakeModelHost;

  beforeAll(async () => {
    [host, elsewhere] = await Promise.all([startHost(), startHost()]);
  });
  afterAll(() => Promise.all([host?.close(), elsewhere?.close()]));

  describe.each(['whole', 'streamed'])('%s', (form) => {
    it('is read no further than any answer is long', async () => {
      host.script({ kind: 'text', text: 'la '.repeat(120_000) });
      expect(await failure(form)).toMatchObject({ failure: 'malformed', billed: 'input' });
    });

    it.each([301, 302, 307, 308])('is not followed to where it sends the prompt (%i)', async (status) => {
      host.script({ kind: 'status', status, headers: { location: elsewhere.url + path } });
      expect(await failure(form)).toMatchObject({ failure: 'connection' });
      expect(elsewhere.calls).toEqual([]);
    });
  });

  async function failure(form: string): Promise<unknown> {
    const llm: LlmHost = new Adapter({ apiKey: 'key', baseURL: host.url, model: 'some-model' });
    const request: LlmRequest = { system: 'Be brief.', user: '{}', maxOutputTokens: 20, timeoutMs: 5000 };
    const asked = { ...request, ...(form === 'streamed' ? { onText: () => true } : {}) };
    return llm.ask(asked, new AbortController().signal).then(
      () => null,
      (error: unknown) => llm.failureOf(error, 0),
    );
  }
});
