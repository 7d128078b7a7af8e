import { Inject, Injectable } from '@nestjs/common';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from '../providers/embedding/embedding.port.js';
import { OutboxRepository } from './outbox.repository.js';
import { QDRANT_INDEX, type QdrantIndex, type PointPlace } from './qdrant-index.js';
import { payloadOf, stampOf } from './qdrant-point.rules.js';
import { VectorSyncRepository, type StandingPoint } from './vector-sync.repository.js';
import { VectorSyncService } from './vector-sync.service.js';

/** Memories looked at in one go, and of those that differ, mended in one. */
const PAGE = 1000;
const MENDED_AT_ONCE = 200;
const LEAST_ID = '00000000-0000-0000-0000-000000000000';

/** What a comparison of all memories with their vectors found, and mended but for `failed`. */
export interface Reconciled {
  /** Memories looked at. */
  readonly memories: number;
  /** Memories without a vector of the current model. */
  readonly unembedded: number;
  /** Memories that the vector database had not, or not as they are. */
  readonly missing: number;
  readonly stale: number;
  /** Vectors there of memories that are no more. */
  readonly leftOver: number;
  /** Rows of the outbox that had been given up and are tried again. */
  readonly revived: number;
  readonly failed: number;
}

/** Compares the memories with their vectors, both ways, a page at a time. */
@Injectable()
export class VectorReconciliation {
  constructor(
    private readonly memories: VectorSyncRepository,
    private readonly vectors: VectorSyncService,
    private readonly outbox: OutboxRepository,
    @Inject(EMBEDDING_PROVIDER) private readonly embedder: EmbeddingProvider,
    @Inject(QDRANT_INDEX) private readonly index: QdrantIndex | null,
  ) {}

  async run(signal: AbortSignal): Promise<Reconciled> {
    const counts = { memories: 0, unembedded: 0, missing: 0, stale: 0, leftOver: 0, revived: 0, failed: 0 };
    counts.revived = await this.outbox.revive();
    await this.mendWhatLacks(counts, signal);
    await this.removeWhatIsLeftOver(counts, signal);
    return counts;
  }

  private async mendWhatLacks(counts: Mutable<Reconciled>, signal: AbortSignal): Promise<void> {
    let last = LEAST_ID;
    for (;;) {
      signal.throwIfAborted();
      const page = await this.memories.page(last, PAGE, this.embedder.model);
      counts.memories += page.length;
      const faulty = await this.faulty(page, counts);
      for (let first = 0; first < faulty.length; first += MENDED_AT_ONCE) {
        signal.throwIfAborted();
        counts.failed += (await this.vectors.sync(faulty.slice(first, first + MENDED_AT_ONCE))).size;
      }
      if (page.length < PAGE) return;
      last = page.at(-1)!.id;
    }
  }

  private async faulty(page: readonly StandingPoint[], counts: Mutable<Reconciled>): Promise<string[]> {
    const ids = page.map(({ id }) => id);
    const stamps = this.index && ids.length > 0 ? await this.index.stamps(ids) : null;
    return page
      .filter((memory) => {
        if (!memory.isEmbedded) {
          counts.unembedded += 1;
          return true;
        }
        if (!stamps) return false;
        const stamp = stamps.get(memory.id);
        if (stamp === undefined) counts.missing += 1;
        else if (stamp !== stampOf(payloadOf(memory, this.embedder.model))) counts.stale += 1;
        else return false;
        return true;
      })
      .map(({ id }) => id);
  }

  /** A memory is there before its vector is, so a vector whose memory is not there now is one too many. */
  private async removeWhatIsLeftOver(counts: Mutable<Reconciled>, signal: AbortSignal): Promise<void> {
    if (!this.index) return;
    let next: PointPlace | null = null;
    do {
      signal.throwIfAborted();
      const page = await this.index.page(next, PAGE);
      const standing = new Set((await this.memories.points(page.ids, this.embedder.model)).map(({ id }) => id));
      const leftOver = page.ids.filter((id) => !standing.has(id));
      if (leftOver.length > 0) await this.index.remove(leftOver);
      counts.leftOver += leftOver.length;
      next = page.next;
    } while (next !== null);
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
