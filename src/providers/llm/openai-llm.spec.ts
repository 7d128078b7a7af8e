import { expect, it } from '@jest/globals';
import { startFakeOpenAi } from '../../../test/support/fake-openai.js';
import { describeLlmContract } from './llm.contract.js';
import { OpenAiLlm } from './openai-llm.js';

describeLlmContract({
  name: 'openai',
  model: 'gpt-6-luna',
  startHost: startFakeOpenAi,
  make: (settings) => new OpenAiLlm(settings),
});

const SCHEMA = { type: 'object', properties: { emotion: { type: 'string' } }, required: ['emotion'] };

it('tells a host that knows of no schemas the schema in words, from the second time on', async () => {
  const host = await startFakeOpenAi();
  try {
    host.script((call) =>
      call.schema
        ? { kind: 'status', status: 400, message: 'unknown field: response_format' }
        : { kind: 'text', text: '{"emotion":"sad"}' },
    );
    const llm = new OpenAiLlm({ apiKey: 'none', baseURL: host.url, model: 'llama4' });
    const ask = () =>
      llm
        .ask(
          { system: 'Be brief.', user: '{}', maxOutputTokens: 20, timeoutMs: 2000, schema: SCHEMA },
          new AbortController().signal,
        )
        .catch((error: unknown) => {
          throw llm.failureOf(error, 0);
        });
    await expect(ask()).rejects.toMatchObject({ failure: 'rejected', billed: 'nothing' });
    expect(await ask()).toMatchObject({ text: '{"emotion":"sad"}' });
    expect(host.calls[1]?.system).toContain('"emotion"');
    // Only OpenAI's own models know the new name of the bound.
    expect(host.calls[1]?.body).toMatchObject({ max_tokens: 20 });
  } finally {
    await host.close();
  }
});
