import { createHash } from 'node:crypto';
import { PLATFORM_ID } from '../../analytics/service-metrics.types.js';
import { cacheKeys } from '../../cache/cache-keys.tables.js';
import type { CacheService } from '../../cache/cache.service.js';
import type { CacheCodec } from '../../cache/cache.types.js';
import { byteString, bytesOf } from '../../common/byte-string.rules.js';
import { normaliseText } from '../../memories/terms.rules.js';
import { decodeVector, encodeVector } from '../../memories/vector.rules.js';
import type { EmbeddingRequest } from './embedding-cost.rules.js';
import { EmbeddingError, type EmbeddingProvider } from './embedding.port.js';
import { MicroBatch, type MicroBatchLimits } from './micro-batch.js';

/** Where vectors come from: one call for all texts. */
export interface EmbeddingSource {
  embedAll(requests: readonly EmbeddingRequest[]): Promise<readonly Float32Array[]>;
}

/** The vector space, as the provider is set. */
export interface EmbeddingSpace {
  readonly model: string;
  readonly dimensions: number;
}

/** 96 texts fit every provider's bounds; what is asked within 10 ms goes together; 4 calls at once. */
const CALLS: MicroBatchLimits = {
  maxItems: 96,
  windowMs: 10,
  maxCalls: 4,
  isOneItems: (error) => error instanceof EmbeddingError && error.isFinal,
};

/** Bytes that an entry of the cache takes beside its numbers. */
const ENTRY_BYTES = 200;

const VECTOR_CODEC: CacheCodec<Float32Array> = {
  encode: (vector) => byteString(encodeVector(vector)),
  decode: (bytes) => decodeVector(bytesOf(bytes)),
  bytes: (vector) => vector.byteLength + ENTRY_BYTES,
};

/**
 * An embedder behind a network: what was embedded before comes from the cache, by a hash of the model and the
 * normalised text; the same text is asked for once however many want it; and what is asked within 10 ms shares a call.
 * So a text that differs in case or in the dot at its end has the vector of the one that came first.
 */
export class RemoteEmbedder implements EmbeddingProvider {
  readonly model: string;
  readonly dimensions: number;
  private readonly calls: MicroBatch<EmbeddingRequest, Float32Array>;

  constructor(
    source: EmbeddingSource,
    private readonly cache: CacheService,
    space: EmbeddingSpace,
  ) {
    this.model = `openai-${space.model}-${space.dimensions}`;
    this.dimensions = space.dimensions;
    this.calls = new MicroBatch((requests) => source.embedAll(requests), CALLS);
  }

  embed(texts: readonly string[], payer: string = PLATFORM_ID): Promise<Float32Array[]> {
    return Promise.all(texts.map((text) => this.embedOne(text, payer)));
  }

  private async embedOne(text: string, payer: string): Promise<Float32Array> {
    const normalised = normaliseText(text);
    // Providers refuse a text without anything in it.
    if (normalised === '') return new Float32Array(this.dimensions);
    const hash = createHash('sha256').update(`${this.model}\n${normalised}`).digest('hex');
    return this.cache.getOrSet(
      cacheKeys.embedding(hash),
      () => this.calls.run({ text, payer }),
      undefined,
      VECTOR_CODEC,
    );
  }
}
