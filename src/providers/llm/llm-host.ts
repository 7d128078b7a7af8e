import { connectionBilled, refusesAccess, retryAfterMs, statusFailure, withoutSecret } from './llm-failure.rules.js';
import { AnswerTooLong } from '../host-fetch.js';
import { LlmError, type LlmAnswer, type LlmRequest } from './llm.port.js';

/** Bytes of an answer that are read: ten times the longest that is asked for, a piece a token and each with its frame. */
export const MOST_BYTES = 256 * 1024;

/** What an adapter is made of. */
export interface LlmHostSettings {
  readonly apiKey: string;
  /** Another host that speaks the same; the provider's own without it. */
  readonly baseURL: string | undefined;
  readonly model: string;
}

/** A provider's protocol by its SDK: one attempt, given up when the signal says so. */
export interface LlmHost {
  /** Rejects with whatever went wrong; {@link LlmHost.failureOf} says what that is. */
  ask(request: LlmRequest, signal: AbortSignal): Promise<LlmAnswer>;
  failureOf(error: unknown, nowMs: number): LlmError;
}

/** The classes of errors of an SDK; both have the same ones, each its own. */
export interface SdkErrors {
  readonly APIError: abstract new (...args: never[]) => Error & {
    readonly status: number | undefined;
    readonly headers: Headers | undefined;
  };
  readonly APIConnectionError: abstract new (...args: never[]) => Error;
  readonly APIConnectionTimeoutError: abstract new (...args: never[]) => Error;
  readonly APIUserAbortError: abstract new (...args: never[]) => Error;
}

/**
 * What an SDK's error is. It is not kept as the cause: it holds what the host wrote, which may be the key.
 *
 * @param nowMs wall-clock time, for a Retry-After that is a date
 */
export function sdkFailure(sdk: SdkErrors, error: unknown, apiKey: string, nowMs: number): LlmError {
  if (error instanceof LlmError) return error;
  if (error instanceof AnswerTooLong) return new LlmError('malformed', 'input', error.message);
  const { name, message: words = '' } = Object(error) as { name?: string; message?: string };
  const message = withoutSecret(words, apiKey);
  if (error instanceof sdk.APIConnectionTimeoutError || error instanceof sdk.APIUserAbortError) {
    return new LlmError('timeout', 'input', 'the model did not answer in time');
  }
  if (error instanceof sdk.APIConnectionError) return new LlmError('connection', connectionBilled(error), message);
  if (error instanceof sdk.APIError) {
    // An error within a stream has no status: what had come by then is paid for.
    if (error.status === undefined) return new LlmError(streamFailure(error), 'input', message);
    const { failure, billed } = statusFailure(error.status);
    const refused = { retryAfterMs: retryAfterMs(error.headers, nowMs), isAccessRefused: refusesAccess(error.status) };
    return new LlmError(failure, billed, message, refused);
  }
  if (name === 'SyntaxError') return new LlmError('malformed', 'input', 'the answer is not JSON');
  return new LlmError('connection', connectionBilled(error), message);
}

function streamFailure(error: Error): 'overloaded' | 'rate_limited' | 'server_error' {
  const type: unknown = 'type' in error ? error.type : undefined;
  if (type === 'overloaded_error') return 'overloaded';
  return type === 'rate_limit_error' ? 'rate_limited' : 'server_error';
}
