import type { MemoryFilter } from './memory-filter.types.js';

/** What a point of the vector database is made from. Its id is the memory's. */
export interface PointSource {
  readonly id: string;
  readonly playerId: string;
  readonly gameId: string;
  readonly type: string;
  readonly importance: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Start of the content's hash. */
  readonly hash: string;
}

/** What lies beside a vector: what a search chooses by, and what tells whether it is as it should be. */
export interface PointPayload {
  readonly playerId: string;
  readonly gameId: string;
  readonly type: string;
  readonly importance: number;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly model: string;
  readonly hash: string;
}

/** The fields that searches choose by, with their index. The player is the tenant: a graph and a place on disk each. */
export const POINT_INDEXES = {
  playerId: { type: 'keyword', is_tenant: true },
  model: { type: 'keyword' },
  type: { type: 'keyword' },
  importance: { type: 'float' },
  createdAt: { type: 'datetime' },
} as const satisfies Partial<Record<keyof PointPayload, object>>;

export function payloadOf(source: PointSource, model: string): PointPayload {
  const { playerId, gameId, type, importance, createdAtMs, hash } = source;
  return { playerId, gameId, type, importance, createdAt: new Date(createdAtMs).toISOString(), model, hash };
}

/** What changes whenever a point has to be written again. */
export function stampOf({ playerId, type, importance, createdAt, model, hash }: PointPayload): string {
  return JSON.stringify([playerId, type, importance, createdAt, model, hash]);
}

/** The filter of a search: always one player's, and one model's. */
export function pointFilter(playerId: string, model: string, filter: MemoryFilter = {}) {
  const { types, minImportance, since, until } = filter;
  return {
    must: [
      { key: 'playerId', match: { value: playerId } },
      { key: 'model', match: { value: model } },
      ...(types === undefined ? [] : [{ key: 'type', match: { any: [...types] } }]),
      ...(minImportance === undefined ? [] : [{ key: 'importance', range: { gte: minImportance } }]),
      ...(since === undefined && until === undefined
        ? []
        : [{ key: 'createdAt', range: { gte: since?.toISOString(), lt: until?.toISOString() } }]),
    ],
  };
}
