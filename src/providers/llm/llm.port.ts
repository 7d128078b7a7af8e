/** Injection token of the {@link LlmProvider}; null is given where none is configured. */
export const LLM_PROVIDER = Symbol('LLM_PROVIDER');

/** What a model is asked. */
export interface LlmRequest {
  /** What the model is to be and to do: ours alone, never anything a player or a game wrote. */
  readonly system: string;
  /** The moment, as data. */
  readonly user: string;
  /** Tokens of the answer at most; a longer one is cut off and says so. */
  readonly maxOutputTokens: number;
  /** Milliseconds until the call is given up. */
  readonly timeoutMs: number;
  /** JSON Schema of the answer, for an answer that is data; the text is then JSON that was asked to fit it. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /**
   * Told each piece of the text as it comes; the answer then comes by streaming. Says whether more is wanted: if not, the
   * rest is not read, the call is ended, and the answer is what came, cut off.
   */
  readonly onText?: (piece: string) => boolean;
  /** Gives the call up before its time, as a `timeout`. */
  readonly signal?: AbortSignal;
}

/** Tokens as the provider counted them. */
export interface LlmUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface LlmAnswer {
  readonly text: string;
  readonly usage: LlmUsage;
  /** Whether the answer ended by itself, or at its bound or where no more was wanted. */
  readonly end: 'complete' | 'cut-off';
}

/** Why there is no answer, as metrics count it. */
export const LLM_FAILURES = [
  'timeout',
  'rate_limited',
  'overloaded',
  'server_error',
  'connection',
  'malformed',
  'rejected',
  'circuit_open',
] as const;
export type LlmFailure = (typeof LLM_FAILURES)[number];

/** A call that gave no answer. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  /** Milliseconds that the provider asked to be left alone for. */
  readonly retryAfterMs: number | undefined;

  /**
   * @param failure why
   * @param billed what the provider will ask money for: nothing, the input (it may have begun), or what it counted
   */
  constructor(
    readonly failure: LlmFailure,
    readonly billed: 'nothing' | 'input' | LlmUsage,
    message: string,
    options?: ErrorOptions & { readonly retryAfterMs?: number | undefined },
  ) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}

/**
 * A language model behind its provider's SDK: one attempt a call, with a deadline and behind a circuit breaker.
 *
 * Every adapter answers with what the model said and what the provider counted, or rejects with an {@link LlmError};
 * never with anything else, and never later than `timeoutMs` and a little.
 */
export interface LlmProvider {
  readonly name: 'anthropic' | 'openai';
  readonly model: string;
  /** Whether calls are let through; asking it changes nothing. */
  readonly circuit: 'closed' | 'open' | 'half-open';
  /** US dollars a number of tokens costs by the table of prices. */
  costUsd(usage: LlmUsage): number;
  /** Tokens that a text has at most, for a reservation: never too few. */
  tokensAtMost(text: string): number;
  complete(request: LlmRequest): Promise<LlmAnswer>;
}
