import { BrokenCircuitError, CircuitState, circuitBreaker, handleWhen } from 'cockatiel';
import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { RecentCallsBreaker } from '../../common/recent-calls-breaker.js';
import { hostFetch } from '../host-fetch.js';
import { decodeVector } from '../../memories/vector.rules.js';
import { tokensSaid, type EmbeddingRequest } from './embedding-cost.rules.js';
import { EmbeddingError, type EmbeddingOutcome } from './embedding.port.js';
import { SHORTENABLE_MODELS } from './embedding-prices.tables.js';

export interface OpenAiEmbedderSettings {
  readonly apiKey: string;
  /** Another host that speaks the same; OpenAI's own without it. */
  readonly baseURL: string | undefined;
  readonly model: string;
  readonly dimensions: number;
}

/** What a call came to. */
export interface EmbeddingCall {
  readonly requests: readonly EmbeddingRequest[];
  readonly outcome: EmbeddingOutcome;
  /** Tokens as the provider counted them; 0 when it did not say. */
  readonly tokens: number;
}

/** Milliseconds a call may take. Nobody who waits for an answer waits for as long: what comes late is kept. */
const CALL_TIMEOUT_MS = 5000;
/** Bytes of an answer that are read: some hundred vectors of 3072 numbers in decimals, twice over. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Half of ten calls in 30 s failed: no more for 5 s. What could not be embedded is embedded later. */
const BREAKER = { failedShare: 0.5, leastCalls: 10, durationMs: 30_000 } as const;
const OPEN_FOR_MS = 5000;

/** Embeddings by OpenAI's API, or by any host that speaks it: one attempt a call, behind a circuit breaker. */
export class OpenAiEmbedder {
  private readonly client: OpenAI;
  private readonly breaker = circuitBreaker(
    handleWhen((error) => !(error instanceof EmbeddingError && error.isFinal)),
    { halfOpenAfter: OPEN_FOR_MS, breaker: new RecentCallsBreaker(BREAKER, () => performance.now()) },
  );

  /** @param onCall told of every call, before its answer is given */
  constructor(
    private readonly settings: OpenAiEmbedderSettings,
    private readonly onCall: (call: EmbeddingCall, latencyMs: number) => void,
  ) {
    const { apiKey, baseURL = null } = settings;
    this.client = new OpenAI({
      apiKey,
      baseURL,
      maxRetries: 0,
      timeout: CALL_TIMEOUT_MS,
      logLevel: 'off',
      fetch: hostFetch(MOST_BYTES),
    });
  }

  get isOpen(): boolean {
    return this.breaker.state === CircuitState.Open;
  }

  /**
   * One call for all of the texts, at most some hundred, none of them blank. Vectors of length 1, in order.
   *
   * @throws EmbeddingError and nothing else
   */
  async embedAll(requests: readonly EmbeddingRequest[]): Promise<Float32Array[]> {
    const startedAt = performance.now();
    const report = (outcome: EmbeddingOutcome, tokens: number): void =>
      this.onCall({ requests, outcome, tokens }, performance.now() - startedAt);
    let tokens = 0;
    try {
      const vectors = await this.breaker.execute(async () => {
        const response = await this.call(requests.map(({ text }) => text)).catch((error: unknown) => {
          throw failureOf(error);
        });
        // An answer that is of no use was paid for as well.
        tokens = tokensSaid(response.usage?.prompt_tokens, requests);
        return this.vectorsOf(response.data, requests.length);
      });
      report('ok', tokens);
      return vectors;
    } catch (error) {
      const failure = failureOf(error);
      report(failure.outcome, tokens);
      throw failure;
    }
  }

  private call(input: string[]) {
    const { model, dimensions, baseURL } = this.settings;
    return this.client.embeddings.create({
      model,
      input,
      // A quarter of the bytes and of the reading; not every other host knows it.
      encoding_format: baseURL === undefined ? 'base64' : 'float',
      ...(SHORTENABLE_MODELS.includes(model) ? { dimensions } : {}),
    });
  }

  private vectorsOf(data: unknown, count: number): Float32Array[] {
    const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
    for (const [place, item] of (Array.isArray(data) ? (data as unknown[]) : []).entries()) {
      const { index = place, embedding } = Object(item) as { index?: unknown; embedding?: unknown };
      if (typeof index === 'number' && index in vectors) vectors[index] = this.vectorOf(embedding);
    }
    return vectors.map((vector) => {
      if (!vector) throw new EmbeddingError('malformed', `the answer has not one vector for each of ${count} texts`);
      return vector;
    });
  }

  private vectorOf(embedding: unknown): Float32Array {
    const numbers =
      typeof embedding === 'string'
        ? decodeVector(Buffer.from(embedding, 'base64'))
        : Float32Array.from(Array.isArray(embedding) ? (embedding as unknown[]) : [], Number);
    const { dimensions, model } = this.settings;
    if (numbers.length !== dimensions) {
      const sizes = `vectors of ${numbers.length} numbers where EMBEDDING_DIMENSIONS is ${dimensions}`;
      throw new EmbeddingError('malformed', `${model} gives ${sizes}`);
    }
    const length = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
    if (!Number.isFinite(length)) throw new EmbeddingError('malformed', `${model} gives numbers that are none`);
    return length === 0 ? numbers : numbers.map((value) => value / length);
  }
}

function failureOf(error: unknown): EmbeddingError {
  if (error instanceof EmbeddingError) return error;
  if (error instanceof BrokenCircuitError) return new EmbeddingError('circuit_open', 'the circuit is open');
  const message = error instanceof Error ? error.message : String(error);
  return new EmbeddingError(outcomeOf(error), message, { cause: error });
}

function outcomeOf(error: unknown): Exclude<EmbeddingOutcome, 'ok'> {
  if (error instanceof APIConnectionTimeoutError) return 'timeout';
  if (error instanceof APIConnectionError) return 'connection';
  if (!(error instanceof APIError)) return 'malformed';
  const status: number = error.status ?? 500;
  if (status === 429) return 'rate_limited';
  if (status >= 500 || status === 408 || status === 409) return 'server_error';
  // A key or a model that is wrong is no text's fault: it is put right by who runs this.
  return status === 401 || status === 403 || status === 404 ? 'refused' : 'rejected';
}
