import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EMBEDDING_PROVIDER, EmbeddingError, type EmbeddingProvider } from '../providers/embedding/embedding.port.js';
import { QdrantError } from './qdrant-connection.js';
import { QDRANT_INDEX, type Point, type QdrantIndex } from './qdrant-index.js';
import { payloadOf, stampOf, type PointSource } from './qdrant-point.rules.js';
import { VectorMeter } from './vector-meter.js';
import { VectorSyncRepository, type StandingMemory } from './vector-sync.repository.js';
import { decodeVector } from './vector.rules.js';

/** Why a memory's vector is not where it belongs. */
export interface SyncFailure {
  readonly error: string;
  /** Whether to try again is of no use. */
  readonly isFinal: boolean;
}

/** Times that a memory which keeps changing is looked at again; what changes later has a row of its own. */
const MAX_LOOKS = 3;

/**
 * Brings the vectors of given memories in line with the memories as they are now, whatever happened to them: those that
 * have none get one, those that are there go to the vector database, those that are gone go from it. To do it twice, or
 * in another order, is the same.
 */
@Injectable()
export class VectorSyncService {
  constructor(
    private readonly memories: VectorSyncRepository,
    @Inject(EMBEDDING_PROVIDER) private readonly embedder: EmbeddingProvider,
    @Inject(QDRANT_INDEX) private readonly index: QdrantIndex | null,
    private readonly meter: VectorMeter,
    private readonly clock: Clock,
  ) {}

  /** Those of the memories for which it failed, and why. */
  async sync(memoryIds: readonly string[]): Promise<Map<string, SyncFailure>> {
    const failures = new Map<string, SyncFailure>();
    let ids = [...new Set(memoryIds)];
    for (let look = 0; ids.length > 0 && look < MAX_LOOKS; look += 1) {
      const standing = await this.memories.standing(ids, this.embedder.model);
      const embedded = await this.embed(standing, failures);
      await this.store(ids, standing, embedded, failures);
      // Another process may have written an older or a newer state meanwhile: what has changed is brought in line again.
      ids = this.index ? await this.changed(ids, standing) : [];
    }
    return failures;
  }

  /** Removes a player's vectors from the vector database; answers how many there were. */
  async erase(playerId: string): Promise<number> {
    const removed = (await this.index?.removePlayer(playerId)) ?? 0;
    this.meter.changed('removed', removed);
    return removed;
  }

  /** The vectors of these memories: those that they have, and new ones, which are put beside them. */
  private async embed(
    standing: readonly StandingMemory[],
    failures: Map<string, SyncFailure>,
  ): Promise<Map<string, Float32Array>> {
    const vectors = new Map<string, Float32Array>();
    const lacking: StandingMemory[] = [];
    for (const memory of standing) {
      if (memory.vector === null) lacking.push(memory);
      else vectors.set(memory.id, decodeVector(memory.vector));
    }
    if (lacking.length === 0) return vectors;
    const made = await Promise.allSettled(lacking.map(({ content, gameId }) => this.embedder.embed([content], gameId)));
    const late = lacking.flatMap(({ id, playerId, hash }, i) => {
      const answer = made[i]!;
      if (answer.status === 'fulfilled') return [{ id, playerId, hash, vector: answer.value[0]! }];
      failures.set(id, failureOf(answer.reason));
      return [];
    });
    if (late.length > 0) await this.memories.put(late, this.embedder.model, this.clock.now());
    this.meter.changed('embedded', late.length);
    for (const { id, vector } of late) vectors.set(id, vector);
    return vectors;
  }

  private async store(
    ids: readonly string[],
    standing: readonly StandingMemory[],
    vectors: ReadonlyMap<string, Float32Array>,
    failures: Map<string, SyncFailure>,
  ): Promise<void> {
    if (!this.index) return;
    const points = standing.flatMap((memory): Point[] => {
      const vector = vectors.get(memory.id);
      return vector ? [{ ...memory, vector }] : [];
    });
    // One that has no vector may have had one, of another text.
    const there = new Set(points.map(({ id }) => id));
    const gone = ids.filter((id) => !there.has(id));
    try {
      if (gone.length > 0) await this.index.remove(gone);
      this.meter.changed('removed', gone.length);
      if (points.length > 0) await this.upsert(this.index, points, failures);
    } catch (error) {
      for (const id of ids) if (!failures.has(id)) failures.set(id, failureOf(error));
    }
  }

  /** All at once; where Qdrant refuses them, one by one, so that a bad one spoils no other. */
  private async upsert(
    index: QdrantIndex,
    points: readonly Point[],
    failures: Map<string, SyncFailure>,
  ): Promise<void> {
    try {
      await index.upsert(points, this.embedder.model);
      this.meter.changed('upserted', points.length);
    } catch (error) {
      if (!(error instanceof QdrantError && error.isFinal)) throw error;
      if (points.length === 1) failures.set(points[0]!.id, failureOf(error));
      else for (const point of points) await this.upsert(index, [point], failures);
    }
  }

  private async changed(ids: readonly string[], before: readonly StandingMemory[]): Promise<string[]> {
    const stamps = new Map(before.map((memory) => [memory.id, this.stamp(memory)]));
    const now = await this.memories.points(ids, this.embedder.model);
    const stampsNow = new Map(now.map((memory) => [memory.id, this.stamp(memory)]));
    return ids.filter((id) => stamps.get(id) !== stampsNow.get(id));
  }

  private stamp(source: PointSource): string {
    return stampOf(payloadOf(source, this.embedder.model));
  }
}

function failureOf(error: unknown): SyncFailure {
  const isFinal = (error instanceof EmbeddingError || error instanceof QdrantError) && error.isFinal;
  return { error: error instanceof Error ? error.message : String(error), isFinal };
}
