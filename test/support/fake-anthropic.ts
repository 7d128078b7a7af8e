import { startFakeModelHost, type FakeModelHost, type FakeProtocol } from './fake-model-host.js';

const STOP_REASONS = { complete: 'end_turn', 'cut-off': 'max_tokens', refusal: 'refusal' } as const;
const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'api_error',
  529: 'overloaded_error',
};

const event = (data: { readonly type: string } & Readonly<Record<string, unknown>>) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

const ANTHROPIC: FakeProtocol = {
  path: '/v1/messages',
  basePath: '',
  read(body) {
    const { system, messages } = body as { system?: unknown; messages: { content: unknown }[] };
    const config = body.output_config as { format?: { schema: Record<string, unknown> } } | undefined;
    return {
      model: String(body.model),
      system: textOf(system),
      user: messages.map(({ content }) => textOf(content)).join('\n'),
      maxTokens: Number(body.max_tokens),
      streaming: body.stream === true,
      schema: config?.format?.schema ?? null,
    };
  },
  whole: (call, { text, usage, end }) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: call.model,
    content: [{ type: 'text', text }],
    stop_reason: STOP_REASONS[end],
    stop_sequence: null,
    usage: usage ? { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens } : undefined,
  }),
  stream(call, { usage, end }, pieces) {
    const message = {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: call.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usage ? { input_tokens: usage.inputTokens, output_tokens: 1 } : undefined,
    };
    return {
      before: [
        event({ type: 'message_start', message }),
        event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
        event({ type: 'ping' }),
      ],
      pieces: pieces.map((text) =>
        event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
      ),
      after: [
        event({ type: 'content_block_stop', index: 0 }),
        event({
          type: 'message_delta',
          delta: { stop_reason: STOP_REASONS[end], stop_sequence: null },
          usage: usage ? { output_tokens: usage.outputTokens } : undefined,
        }),
        event({ type: 'message_stop' }),
      ],
      error: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    };
  },
  error: (status, message = `this is a ${status}`) => ({
    type: 'error',
    error: { type: ERROR_TYPES[status] ?? 'api_error', message },
  }),
};

/** A host that speaks Anthropic's Messages API, whole and streamed; {@link FakeModelHost.script} says what it answers. */
export function startFakeAnthropic(): Promise<FakeModelHost> {
  return startFakeModelHost(ANTHROPIC);
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return ((content ?? []) as { text?: string }[]).map(({ text = '' }) => text).join('\n');
}
