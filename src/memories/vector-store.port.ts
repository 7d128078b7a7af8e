import type { TransactionScope } from '../prisma/transaction.js';
import type { MemoryFilter } from './memory-filter.types.js';

/** Injection token of the {@link VectorStore}. */
export const VECTOR_STORE = Symbol('VECTOR_STORE');

/** A question to the vectors of one player: there is no way to ask those of several. */
export interface VectorQuery {
  readonly playerId: string;
  /** The player's memory_version as the caller read it: what was written before it is found. */
  readonly version: number;
  /** The space the vector lies in; vectors of other models are not compared. */
  readonly model: string;
  readonly vector: Float32Array;
  /** At most so many. */
  readonly limit: number;
  readonly filter?: MemoryFilter;
  /** The transaction the caller is in, so that it does not wait for a second connection while it holds a lock. */
  readonly within?: TransactionScope;
}

export interface VectorMatch {
  readonly id: string;
  readonly type: string;
  /** Cosine with the question, -1..1. */
  readonly score: number;
}

/** Finds memories by their vectors. */
export interface VectorStore {
  /** The memories nearest to a vector, nearest first. Expired ones may be among them. */
  nearest(query: VectorQuery): Promise<readonly VectorMatch[]>;
  /** Drops what is kept of a player in this process; answers whether there was anything. */
  forget(playerId: string): boolean;
}
