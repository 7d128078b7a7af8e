import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';
import type { ChatCompletionCreateParamsBase } from 'openai/resources/chat/completions/completions';
import { hostFetch } from '../host-fetch.js';
import { MOST_BYTES, sdkFailure, type LlmHost, type LlmHostSettings } from './llm-host.js';
import { LlmError, type LlmAnswer, type LlmRequest, type LlmUsage } from './llm.port.js';
import { listedPrice, modelFamily, usageAtMost } from './price.rules.js';
import { OPENAI_REASONING_EFFORT } from './thinking.tables.js';

const SDK_ERRORS = { APIError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError };
/** How a host says that it does not know of schemas. */
const KNOWS_NO_SCHEMA = /response_format|json_schema/i;

/**
 * OpenAI's chat completions, which Ollama, vLLM and most other hosts speak too. A host that knows of no schemas is told
 * the schema in words, from the second time on.
 */
export class OpenAiLlm implements LlmHost {
  private readonly client: OpenAI;
  private knowsSchemas = true;

  constructor(private readonly settings: LlmHostSettings) {
    const { apiKey, baseURL = null } = settings;
    this.client = new OpenAI({ apiKey, baseURL, maxRetries: 0, logLevel: 'off', fetch: hostFetch(MOST_BYTES) });
  }

  failureOf(error: unknown, nowMs: number): LlmError {
    if (error instanceof APIError && (error.status === 400 || error.status === 422)) {
      if (KNOWS_NO_SCHEMA.test(error.message)) this.knowsSchemas = false;
    }
    return sdkFailure(SDK_ERRORS, error, this.settings.apiKey, nowMs);
  }

  async ask(request: LlmRequest, signal: AbortSignal): Promise<LlmAnswer> {
    const { onText, timeoutMs: timeout } = request;
    if (onText) return this.streamed(request, onText, signal);
    const params = { ...this.bodyOf(request), stream: false } as const;
    const completion: unknown = await this.client.chat.completions.create(params, { signal, timeout });
    const { choices, usage } = Object(completion) as Partial<OpenAI.ChatCompletion>;
    const choice = Array.isArray(choices) ? choices[0] : undefined;
    if (!choice?.message) throw new LlmError('malformed', 'input', 'the answer is no completion');
    const text = choice.message.content ?? '';
    return answerOf(text, usageOf(request, text, usage), choice.finish_reason);
  }

  private async streamed(
    request: LlmRequest,
    onText: (piece: string) => boolean,
    signal: AbortSignal,
  ): Promise<LlmAnswer> {
    const params = { ...this.bodyOf(request), stream: true, stream_options: { include_usage: true } } as const;
    const chunks = await this.client.chat.completions.create(params, { signal, timeout: request.timeoutMs });
    let text = '';
    let usage: OpenAI.CompletionUsage | null | undefined;
    let finish: string | null = null;
    for await (const chunk of chunks) {
      const choice = chunk.choices?.[0];
      const piece = choice?.delta?.content ?? '';
      if (piece !== '') {
        text += piece;
        // Leaving the loop ends the request; what was written by then is not counted.
        if (!onText(piece)) return { text, usage: usageOf(request, text, null), end: 'cut-off' };
      }
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    // A stream that ends without its last words was broken off.
    if (finish === null) throw new LlmError('connection', 'input', 'the stream ended before its end');
    return answerOf(text, usageOf(request, text, usage), finish);
  }

  private bodyOf({ system, user, maxOutputTokens, schema }: LlmRequest): ChatCompletionCreateParamsBase {
    const { model } = this.settings;
    const effort = OPENAI_REASONING_EFFORT[modelFamily(model)];
    const inWords =
      schema && !this.knowsSchemas ? `\nAnswer with JSON of this schema only:\n${JSON.stringify(schema)}` : '';
    return {
      model,
      messages: [
        { role: 'system', content: system + inWords },
        { role: 'user', content: user },
      ],
      // OpenAI's own want the new name; not every other host knows it.
      ...(listedPrice('openai', model) ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens }),
      ...(effort ? { reasoning_effort: effort } : {}),
      ...(schema && this.knowsSchemas
        ? { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } } }
        : {}),
    };
  }
}

function answerOf(text: string, usage: LlmUsage, finish: string): LlmAnswer {
  if (finish === 'content_filter') throw new LlmError('malformed', usage, 'the answer was held back');
  return { text, usage, end: finish === 'length' ? 'cut-off' : 'complete' };
}

function usageOf(request: LlmRequest, text: string, counted: OpenAI.CompletionUsage | null | undefined): LlmUsage {
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = counted ?? {};
  return usageAtMost(request, text, { inputTokens, outputTokens });
}
