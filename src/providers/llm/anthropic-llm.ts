import Anthropic, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from '@anthropic-ai/sdk';
import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import type { MessageCreateParamsBase } from '@anthropic-ai/sdk/resources/messages/messages';
import { hostFetch } from '../host-fetch.js';
import { MOST_BYTES, sdkFailure, type LlmHost, type LlmHostSettings } from './llm-host.js';
import { LlmError, type LlmAnswer, type LlmRequest, type LlmUsage } from './llm.port.js';
import { modelFamily, usageAtMost } from './price.rules.js';
import { ANTHROPIC_THINKING } from './thinking.tables.js';

const SDK_ERRORS = { APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError };

/** What it says of its tokens, as far as it does. */
type Counted = { [Key in keyof Anthropic.Usage]?: Anthropic.Usage[Key] | undefined };

/** Claude by Anthropic's Messages API. Data comes by its structured output, which holds the model to the schema. */
export class AnthropicLlm implements LlmHost {
  private readonly client: Anthropic;

  constructor(private readonly settings: LlmHostSettings) {
    const { apiKey, baseURL = null } = settings;
    this.client = new Anthropic({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', fetch: hostFetch(MOST_BYTES) });
  }

  failureOf(error: unknown, nowMs: number): LlmError {
    return sdkFailure(SDK_ERRORS, error, this.settings.apiKey, nowMs);
  }

  async ask(request: LlmRequest, signal: AbortSignal): Promise<LlmAnswer> {
    const { onText, timeoutMs: timeout } = request;
    const body = this.bodyOf(request);
    if (onText) return this.streamed(request, onText, signal);
    const message: unknown = await this.client.messages.create({ ...body, stream: false }, { signal, timeout });
    const { content, usage, stop_reason: stop } = Object(message) as Partial<Anthropic.Message>;
    if (!Array.isArray(content)) throw new LlmError('malformed', 'input', 'the answer is no message');
    const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    return answerOf(text, usageOf(request, text, usage), stop);
  }

  private async streamed(
    request: LlmRequest,
    onText: (piece: string) => boolean,
    signal: AbortSignal,
  ): Promise<LlmAnswer> {
    const params = { ...this.bodyOf(request), stream: true } as const;
    const events = await this.client.messages.create(params, { signal, timeout: request.timeoutMs });
    let text = '';
    let counted: Counted = {};
    let stop: string | null | undefined;
    for await (const event of events) {
      if (event.type === 'message_start') counted = { ...event.message.usage };
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        text += event.delta.text;
        // Leaving the loop ends the request. What was written by then has not been counted.
        if (!onText(event.delta.text)) return cutOff(request, text, counted);
      }
      if (event.type === 'message_delta') {
        const output = (event.usage as typeof event.usage | undefined)?.output_tokens;
        if (output !== undefined) counted.output_tokens = output;
        stop = event.delta.stop_reason;
      }
    }
    // A stream that ends without its last words was broken off.
    if (stop === undefined) throw new LlmError('connection', 'input', 'the stream ended before its end');
    return answerOf(text, usageOf(request, text, counted), stop);
  }

  private bodyOf({ system, user, maxOutputTokens, schema }: LlmRequest): MessageCreateParamsBase {
    const { model } = this.settings;
    const thinking = ANTHROPIC_THINKING[modelFamily(model)];
    return {
      model,
      max_tokens: maxOutputTokens,
      system,
      messages: [{ role: 'user', content: user }],
      ...(thinking ? { thinking: { type: thinking } } : {}),
      ...(schema ? { output_config: { format: { type: 'json_schema', schema: transformJSONSchema(schema) } } } : {}),
    };
  }
}

function answerOf(text: string, usage: LlmUsage, stop: string | null | undefined): LlmAnswer {
  if (stop === 'refusal') throw new LlmError('malformed', usage, 'the model declined to answer');
  return { text, usage, end: stop === 'max_tokens' ? 'cut-off' : 'complete' };
}

/** An answer that was left before its end: its tokens are those that its text has at most. */
function cutOff(request: LlmRequest, text: string, counted: Counted): LlmAnswer {
  const usage = usageOf(request, text, { ...counted, output_tokens: undefined });
  return { text, usage, end: 'cut-off' };
}

/** What comes from a cache, or goes to it, is input as well. */
function usageOf(request: LlmRequest, text: string, counted: Counted | undefined): LlmUsage {
  const { input_tokens: inputTokens, output_tokens: outputTokens } = counted ?? {};
  const usage = usageAtMost(request, text, { inputTokens, outputTokens });
  const cached = (counted?.cache_creation_input_tokens ?? 0) + (counted?.cache_read_input_tokens ?? 0);
  return { ...usage, inputTokens: usage.inputTokens + cached };
}
