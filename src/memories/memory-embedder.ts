import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from '../providers/embedding/embedding.port.js';
import { LOCAL_MODEL_PREFIX } from '../providers/embedding/local-embedder.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import { decodeVector } from './vector.rules.js';

/** Milliseconds that a write waits for its vectors; what comes later is found by its words meanwhile. */
const WRITE_PATIENCE_MS = 300;
/** Milliseconds that a question waits: it is answered by words alone afterwards, and asked once more has its vector. */
const QUESTION_PATIENCE_MS = 1000;

/** A text of a player's that is to be remembered. */
export interface EmbeddableText {
  readonly playerId: string;
  readonly gameId: string;
  readonly content: string;
  readonly contentHash: string;
}

/** Vectors for those who are waited for: at once from the local embedder, within a bound from another. */
@Injectable()
export class MemoryEmbedder {
  readonly model: string;
  /** Whether vectors say no more than words do. */
  readonly isLexical: boolean;

  constructor(
    @Inject(EMBEDDING_PROVIDER) private readonly provider: EmbeddingProvider,
    private readonly vectors: MemoryVectorRepository,
  ) {
    this.model = provider.model;
    this.isLexical = provider.model.startsWith(LOCAL_MODEL_PREFIX);
  }

  /** In order; null where there is none yet. What the player was told before has its vector already. */
  async ofTexts(texts: readonly EmbeddableText[]): Promise<(Float32Array | null)[]> {
    if (this.isLexical || texts.length === 0) return this.provider.embed(texts.map(({ content }) => content));
    const patience = new AbortController();
    const timeout = delay(WRITE_PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
    try {
      const known = (await Promise.race([this.known(texts), timeout])) ?? new Map<string, Uint8Array>();
      return await Promise.all(
        texts.map((text) => {
          const bytes = known.get(knownKey(text));
          return bytes ? decodeVector(bytes) : Promise.race([this.one(text.content, text.gameId), timeout]);
        }),
      );
    } finally {
      patience.abort();
    }
  }

  /** Null when the embedder does not answer in time. */
  async ofQuestion(text: string, gameId?: string): Promise<Float32Array | null> {
    if (this.isLexical) return (await this.provider.embed([text]))[0]!;
    const patience = new AbortController();
    const timeout = delay(QUESTION_PATIENCE_MS, null, { signal: patience.signal }).catch(() => null);
    try {
      return await Promise.race([this.one(text, gameId), timeout]);
    } finally {
      patience.abort();
    }
  }

  /** Never rejects: who embeds counts its own failures, and the outbox knows what is missing. */
  private one(text: string, gameId?: string): Promise<Float32Array | null> {
    return this.provider.embed([text], gameId).then(
      ([vector]) => vector ?? null,
      () => null,
    );
  }

  private known(texts: readonly EmbeddableText[]): Promise<Map<string, Uint8Array> | null> {
    return this.vectors.known(texts, this.model).then(
      (rows) => new Map(rows.map((row) => [knownKey(row), row.vector])),
      () => null,
    );
  }
}

function knownKey({ playerId, contentHash }: Pick<EmbeddableText, 'playerId' | 'contentHash'>): string {
  return `${playerId} ${contentHash}`;
}
