import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Bulkhead } from '../cache/bulkhead.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import { BLOCK_ROWS } from './vector-blocks.js';
import { VectorMatrix, type VectorsById } from './vector-matrix.js';
import type { RowsDigest, VectorRow } from './vector-row.types.js';
import type { VectorMatch, VectorQuery, VectorStore } from './vector-store.port.js';

/** Bytes of vectors kept in a process: about 55,000 of 512 numbers, the players of the last minutes. */
const MAX_BYTES = 128 * 1024 * 1024;
/** Milliseconds after which what was not written since is dropped, so that nothing of an erased player stays. */
const KEPT_FOR_MS = 10 * 60_000;
/** Players whose vectors are all read at the same time, each up to some 20 MB, and how long others wait for that. */
const MAX_READS = 4;
const MAX_WAIT_MS = 2000;
/**
 * Milliseconds before the newest change known from which changes are read again: instances' clocks differ, and who
 * writes first need not have begun first. More than that is found out by the digest, and costs a whole read.
 */
const OVERLAP_MS = 60_000;

/**
 * The vector store that needs nothing: it looks at every vector of the player, so its answers are exact. Vectors are
 * read from PostgreSQL once. When the player's memories have moved on, what was changed since is read, and a digest of
 * all rows proves that nothing else was, by whichever instance; where it does not agree, the rows are read again.
 */
@Injectable()
export class ExactVectorStore implements VectorStore {
  private readonly matrices = new LRUCache<string, VectorMatrix>({
    maxSize: MAX_BYTES,
    sizeCalculation: (matrix) => Math.max(matrix.size, 1),
    ttl: KEPT_FOR_MS,
    ttlAutopurge: true,
  });
  private readonly loads = new Map<string, Promise<VectorMatrix | null>>();
  private readonly reads = new Bulkhead(MAX_READS, MAX_WAIT_MS);

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
    // Whoever is in a transaction waits for nobody: those who are waited for may need the connection that it holds.
    if (query.within) return this.load(query, query.within);
    const shared = await this.sharedLoad(query);
    // A load that began before the caller's version was written may have missed it.
    return shared && !suits(shared, query) ? this.sharedLoad(query) : shared;
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
    const { playerId, model } = query;
    const kept = this.matrices.get(playerId);
    const before = kept?.model === model ? kept : undefined;
    const matrix =
      (before && (await this.caughtUp(before, playerId, within))) ??
      (within ? await this.whole(query, before, within) : await this.reads.run(() => this.whole(query, before)));
    if (matrix) this.keep(playerId, matrix);
    else this.forget(playerId);
    return matrix;
  }

  /** What stands with the changes since; null where those do not lead to what there is now. */
  private async caughtUp(
    before: VectorMatrix,
    playerId: string,
    within?: TransactionScope,
  ): Promise<VectorMatrix | null> {
    const since = new Date(before.updatedAtMs - OVERLAP_MS);
    const index = await this.vectors.index(playerId, since, within);
    if (!index) return null;
    const changed = before.news(index.rows);
    const vectors = await this.vectorsOf(changed, before, playerId, before.model, within);
    const matrix = before.with(index.version, changed, vectors);
    return isSame(matrix.digest, index.digest) ? matrix : null;
  }

  /** Everything anew, but for the vectors that stand with the same content. */
  private async whole(
    { playerId, model, vector }: VectorQuery,
    before?: VectorMatrix,
    within?: TransactionScope,
  ): Promise<VectorMatrix | null> {
    const index = await this.vectors.index(playerId, null, within);
    if (!index) return null;
    const empty = VectorMatrix.empty({ model, dimensions: vector.length });
    if (index.rows.length === index.digest.count) {
      const vectors = await this.vectorsOf(index.rows, before, playerId, model, within);
      return empty.with(index.version, index.rows, vectors);
    }
    let matrix = empty;
    let rows: VectorRow[] = [];
    do {
      rows = await this.vectors.page(playerId, rows.at(-1), BLOCK_ROWS, within);
      matrix = matrix.with(index.version, rows, await this.vectorsOf(rows, before, playerId, model, within));
    } while (rows.length === BLOCK_ROWS);
    if (isSame(matrix.digest, index.digest)) return matrix;
    // Changed while it was read. What was removed meanwhile stays in until the next look, which sees a later version.
    return (await this.caughtUp(matrix, playerId, within)) ?? matrix;
  }

  private async vectorsOf(
    rows: readonly VectorRow[],
    before: VectorMatrix | undefined,
    playerId: string,
    model: string,
    within?: TransactionScope,
  ): Promise<VectorsById> {
    const known = before?.vectorsOf(rows) ?? new Map<string, Float32Array>();
    const missing = rows.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    return new Map<string, Float32Array | Uint8Array>([
      ...known,
      ...(await this.vectors.vectors(playerId, model, missing, within)),
    ]);
  }

  private keep(playerId: string, matrix: VectorMatrix): void {
    const newest = this.matrices.get(playerId);
    if (!newest || newest.model !== matrix.model || newest.version <= matrix.version) {
      this.matrices.set(playerId, matrix);
    }
  }
}

function suits(matrix: VectorMatrix, { version, model }: VectorQuery): boolean {
  return matrix.version >= version && matrix.model === model;
}

function isSame(a: RowsDigest, b: RowsDigest): boolean {
  return a.count === b.count && a.high === b.high && a.low === b.low;
}
