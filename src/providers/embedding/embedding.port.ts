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
  /** Embeds many texts at once; an empty list gives an empty list. Rejects when the provider cannot answer. */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}
