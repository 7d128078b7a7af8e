import { startFakeModelHost, type FakeModelHost, type FakeProtocol, type FakeUsage } from './fake-model-host.js';

const FINISH_REASONS = { complete: 'stop', 'cut-off': 'length', refusal: 'content_filter' } as const;

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

const OPENAI: FakeProtocol = {
  path: '/v1/chat/completions',
  basePath: '/v1',
  read(body) {
    const messages = body.messages as { role: string; content: string }[];
    const said = (isOurs: boolean) =>
      messages
        .filter(({ role }) => (role === 'user') !== isOurs)
        .map(({ content }) => content)
        .join('\n');
    const format = body.response_format as { json_schema?: { schema: Record<string, unknown> } } | undefined;
    return {
      model: String(body.model),
      system: said(true),
      user: said(false),
      maxTokens: Number(body.max_completion_tokens ?? body.max_tokens),
      streaming: body.stream === true,
      schema: format?.json_schema?.schema ?? null,
    };
  },
  whole: (call, { text, usage, end }) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: call.model,
    choices: [
      { index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: FINISH_REASONS[end] },
    ],
    usage: usageOf(usage),
  }),
  stream(call, { usage, end }, pieces) {
    const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: call.model };
    const chunk = (delta: Readonly<Record<string, unknown>>, finish: string | null = null) =>
      event({
        ...head,
        choices: [{ index: 0, delta, finish_reason: finish }],
      });
    const counts = {
      ...head,
      choices: [],
    };
    const wantsUsage = (call.body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;
    return {
      before: [chunk({ role: 'assistant', content: '' })],
      pieces: pieces.map((content) => chunk({ content })),
      after: [
        chunk({}, FINISH_REASONS[end]),
        ...(wantsUsage ? [event({ ...counts, usage: usageOf(usage) })] : []),
        event('[DONE]'),
      ],
      error: event({ error: { message: 'The server had an error', type: 'server_error', code: null } }),
    };
  },
  error: (status, message = `this is a ${status}`) => ({
    error: { message, type: 'invalid_request_error', param: null, code: null },
  }),
};

function usageOf(usage: FakeUsage | null) {
  if (!usage) return undefined;
  const { inputTokens: prompt, outputTokens: completion } = usage;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** A host that speaks OpenAI's chat completions, whole and streamed; {@link FakeModelHost.script} says what it answers. */
export function startFakeOpenAi(): Promise<FakeModelHost> {
  return startFakeModelHost(OPENAI);
}
