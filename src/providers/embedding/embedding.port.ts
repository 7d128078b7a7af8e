/** Injection token of the {@link EmbeddingProvider}. */
export const EMBEDDING_PROVIDER = Symbol('EMBEDDING_PROVIDER');

/**
 * Turns texts into vectors whose cosine says how alike they are.
 *
 * Every adapter answers with one vector for each text, in order, each of `dimensions` numbers and of length 1
 * (a text in which nothing can be read may have the zero vector). The same text gives the same vector.
 */
export interface EmbeddingProvider {
  /** Names the vector space: vectors of different models are never compared. */
  readonly model: string;
  /** How many numbers a vector has. */
  readonly dimensions: number;
  /**
   * Embeds many texts at once; an empty list gives an empty list. A provider that may fail rejects with an
   * {@link EmbeddingError} when it cannot answer for all of them.
   *
   * @param payer id of the game whose cost it is; the platform's own without one
   */
  embed(texts: readonly string[], payer?: string): Promise<Float32Array[]>;
}

/** How a call to a provider of embeddings ends, as metrics count it. */
export type EmbeddingOutcome =
  | 'ok'
  | 'timeout'
  | 'rate_limited'
  | 'server_error'
  | 'connection'
  | 'refused'
  | 'malformed'
  | 'rejected'
  | 'circuit_open';

/** A provider that gave no vectors. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';

  constructor(
    readonly outcome: Exclude<EmbeddingOutcome, 'ok'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the text itself is what the provider does not take, so that asking again is of no use. */
  get isFinal(): boolean {
    return this.outcome === 'rejected';
  }
}
