import type { LlmError, LlmFailure } from './llm.port.js';

/** Milliseconds that one answer may hold all calls of all games back for: whoever asks for more is asked again then. */
const LONGEST_RETRY_AFTER_MS = 60_000;
const LONGEST_MESSAGE = 300;
/** Causes within causes, as fetch wraps the socket's. */
const CAUSES_DEEP = 5;

/** What a status says: why, and what is billed. A gateway that gave up (408, 504, 524) does not know of the model behind. */
export function statusFailure(status: number): { failure: LlmFailure; billed: 'nothing' | 'input' } {
  if (status === 429) return { failure: 'rate_limited', billed: 'nothing' };
  if (status === 503 || status === 529) return { failure: 'overloaded', billed: 'nothing' };
  if (status === 408 || status === 504 || status === 524) return { failure: 'server_error', billed: 'input' };
  if (status === 409 || status >= 500) return { failure: 'server_error', billed: 'nothing' };
  return { failure: 'rejected', billed: 'nothing' };
}

/** Statuses by which a host refuses the key, the account or the model, so that it will refuse every call. */
const ACCESS_REFUSED: ReadonlySet<number> = new Set([401, 402, 403, 404]);

export function refusesAccess(status: number): boolean {
  return ACCESS_REFUSED.has(status);
}

/** Errors before a connection stood: no byte of the request went out. */
const UNSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a connection that failed is billed: nothing when it never stood, else perhaps the input. */
export function connectionBilled(error: unknown): 'nothing' | 'input' {
  let cause = error;
  for (let depth = 0; depth < CAUSES_DEEP; depth += 1) {
    const { code, cause: inner } = Object(cause) as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && UNSENT.has(code)) return 'nothing';
    cause = inner;
  }
  return 'input';
}

/** Milliseconds that a host asks to be left alone for; undefined when it does not say, or says nonsense. */
export function retryAfterMs(headers: Pick<Headers, 'get'> | undefined, nowMs: number): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  const plain = headers?.get('retry-after') ?? '';
  const seconds = /^\d+(\.\d+)?$/.test(plain) ? Number(plain) * 1000 : Date.parse(plain) - nowMs;
  const wait = Number.isFinite(exact) ? exact : seconds;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS) : undefined;
}

/** A host's words, short and without the secret, which some repeat. */
export function withoutSecret(message: string, secret: string): string {
  const parts = secret === '' ? [message] : message.split(secret);
  return parts
    .join('[key]')
    .replaceAll(/\bsk-[\w*-]+/g, '[key]')
    .slice(0, LONGEST_MESSAGE);
}

/** Whether the host is to blame, so that the circuit counts it: not for a request that it refuses, nor for a text. */
export function countsAgainstHost(error: LlmError): boolean {
  if (error.failure === 'malformed') return typeof error.billed === 'string';
  return error.failure !== 'rejected' && error.failure !== 'circuit_open';
}
