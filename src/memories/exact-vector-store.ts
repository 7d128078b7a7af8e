import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { TransactionScope } from '../prisma/transaction.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import { VectorMatrix } from './vector-matrix.js';
import type { VectorMatch, VectorQuery, VectorStore } from './vector-store.port.js';

/** Bytes of vectors kept in a process: about 30,000 of 512 numbers, the players of the last minutes. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Milliseconds after which what was not written since is dropped, so that nothing of an erased player stays. */
const KEPT_FOR_MS = 10 * 60_000;

/**
 * The vector store that needs nothing: it looks at every vector of the player, so its answers are exact. Vectors are
 * read from PostgreSQL once; when the player's memories have moved on, only those that are new.
 */
@Injectable()
export class ExactVectorStore implements VectorStore {
  private readonly matrices = new LRUCache<string, VectorMatrix>({
    maxSize: MAX_BYTES,
    sizeCalculation: (matrix) => matrix.size,
    ttl: KEPT_FOR_MS,
    ttlAutopurge: true,
  });
  private readonly loads = new Map<string, Promise<VectorMatrix | null>>();

  constructor(private readonly vectors: MemoryVectorRepository) {}

  async nearest(query: VectorQuery): Promise<readonly VectorMatch[]> {
    const matrix = await this.matrix(query);
    return matrix?.nearest(query.vector, query.limit, query.filter) ?? [];
  }

  forget(playerId: string): boolean {
    return this.matrices.delete(playerId);
  }

  /** One that holds at least what was written before the caller's version. */
  private async matrix(query: VectorQuery): Promise<VectorMatrix | null> {
    const kept = this.matrices.get(query.playerId);
    if (kept && suits(kept, query)) return kept;
    if (query.within) return this.load(query, query.within);
    const shared = await this.sharedLoad(query);
    // A load that began before the caller's version was written may have missed it.
    return shared && !suits(shared, query) ? this.load(query) : shared;
  }

  private sharedLoad(query: VectorQuery): Promise<VectorMatrix | null> {
    const key = `${query.playerId} ${query.model}`;
    const underWay = this.loads.get(key);
    if (underWay) return underWay;
    const load = this.load(query).finally(() => this.loads.delete(key));
    this.loads.set(key, load);
    return load;
  }

  private async load(query: VectorQuery, within?: TransactionScope): Promise<VectorMatrix | null> {
    const { playerId, model, vector } = query;
    const kept = this.matrices.get(playerId);
    const before = kept?.model === model ? kept : undefined;
    const index = await this.vectors.index(playerId, within);
    if (!index) {
      this.forget(playerId);
      return null;
    }
    const missing = index.rows.filter((row) => !before?.vectorOf(row)).map(({ id }) => id);
    const fetched = await this.vectors.vectors(playerId, model, missing, within);
    const space = { version: index.version, model, dimensions: vector.length };
    const matrix = VectorMatrix.of(space, index.rows, before, fetched);
    const newest = this.matrices.get(playerId);
    if (!newest || newest.model !== model || newest.version <= matrix.version) this.matrices.set(playerId, matrix);
    return matrix;
  }
}

function suits(matrix: VectorMatrix, { version, model }: VectorQuery): boolean {
  return matrix.version >= version && matrix.model === model;
}
