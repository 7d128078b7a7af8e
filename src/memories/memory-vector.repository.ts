import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import type { ToldMemory } from './duplicate.rules.js';
import { standing } from './memory-row.tables.js';
import type { RowsDigest, VectorRow } from './vector-row.types.js';
import { decodeVector } from './vector.rules.js';

/** What a player's memories are at one moment, and the rows that were asked for. */
export interface VectorIndex {
  /** The player's memory_version. */
  readonly version: number;
  /** Of all memories of the player, not only of `rows`. */
  readonly digest: RowsDigest;
  readonly rows: readonly VectorRow[];
}

type IndexRow = { version: number; count: number; allHigh: number; allLow: number } & {
  [Key in keyof VectorRow]: VectorRow[Key] | null;
};

/** What a row of a matrix depends on. A checksum of it, and not a version on each row, costs the writers nothing. */
const CHECKSUM = 'hash_record_extended((m.id, m.type, m.content_hash, m.importance, m.created_at), 0)';
/** Rows that one answer of `index` has at most: more would hold up other requests while they are read (some 2 ms). */
export const MAX_ROWS = 1000;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const HIGH = '(h >> 32)::int4';
const LOW = '((h << 32) >> 32)::int4';
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Reads the vectors that lie beside the memories. */
@Injectable()
export class MemoryVectorRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * The memories that were changed at a time or later, all without one, with a digest of all there are and the version
   * of exactly that; null when the player is gone. At most `MAX_ROWS`. Being recalled is no change.
   */
  async index(playerId: string, since: Date | null, within?: TransactionScope): Promise<VectorIndex | null> {
    const rows = await this.read<IndexRow>(
      'memory_vector_index',
      `WITH mine AS MATERIALIZED (
         SELECT m.id, m.type, left(m.content_hash, 16) AS hash, m.importance, m.created_at,
                m.updated_at, ${CHECKSUM} AS h FROM memories m WHERE m.player_id = $1),
       digest AS (SELECT count(*)::int AS count, bit_xor(${HIGH}) AS high, bit_xor(${LOW}) AS low FROM mine)
       SELECT s.memory_version AS version, d.count, coalesce(d.high, 0) AS "allHigh", coalesce(d.low, 0) AS "allLow",
              f.id, f.type, f.hash, f.importance, ${ms('f.created_at')} AS "createdAtMs",
              ${ms('f.updated_at')} AS "updatedAtMs",
              ${HIGH} AS high, ${LOW} AS low
         FROM player_states s CROSS JOIN digest d
         LEFT JOIN (SELECT * FROM mine WHERE $2::timestamptz IS NULL OR updated_at >= $2 LIMIT ${MAX_ROWS}) f ON TRUE
        WHERE s.player_id = $1`,
      [playerId, since],
      within,
    );
    const [first] = rows;
    if (!first) return null;
    const { version, count, allHigh, allLow } = first;
    const digest = { count, high: allHigh, low: allLow };
    return { version, digest, rows: rows.filter((row): row is IndexRow & VectorRow => row.id !== null) };
  }

  /** At most `limit` of a player's memories, the newest first, behind the one given or from the newest on. */
  async page(
    playerId: string,
    last: VectorRow | undefined,
    limit: number,
    within?: TransactionScope,
  ): Promise<VectorRow[]> {
    return this.read<VectorRow>(
      'memory_vector_page',
      `SELECT p.id, p.type, left(p.content_hash, 16) AS hash, p.importance, ${ms('p.created_at')} AS "createdAtMs",
              ${ms('p.updated_at')} AS "updatedAtMs", ${HIGH} AS high, ${LOW} AS low
         FROM (SELECT m.*, ${CHECKSUM} AS h FROM memories m
                WHERE m.player_id = $1
                  AND (m.created_at, m.id) < (coalesce($2::timestamptz, 'infinity'), coalesce($3::uuid, '${LAST_ID}'))
                ORDER BY m.created_at DESC, m.id DESC LIMIT $4) p`,
      [playerId, last ? new Date(last.createdAtMs) : null, last?.id ?? null, limit],
      within,
    );
  }

  /** The vectors of these memories in one model, as bytes, by id. */
  async vectors(
    playerId: string,
    model: string,
    ids: readonly string[],
    within?: TransactionScope,
  ): Promise<Map<string, Uint8Array>> {
    if (ids.length === 0) return new Map();
    const rows = await this.read<{ id: string; vector: Uint8Array }>(
      'memory_vectors_of',
      `SELECT memory_id AS id, vector FROM memory_vectors WHERE player_id = $1 AND model = $2 AND memory_id = ANY($3::uuid[])`,
      [playerId, model, ids],
      within,
    );
    return new Map(rows.map(({ id, vector }) => [id, vector]));
  }

  /** The same, as numbers. */
  async decoded(playerId: string, model: string, ids: readonly string[]): Promise<Map<string, Float32Array>> {
    const vectors = await this.vectors(playerId, model, ids);
    return new Map([...vectors].map(([id, bytes]) => [id, decodeVector(bytes)]));
  }

  /** The vectors that players' memories of these very texts have in one model. */
  async known(
    texts: readonly { readonly playerId: string; readonly contentHash: string }[],
    model: string,
  ): Promise<{ playerId: string; contentHash: string; vector: Uint8Array }[]> {
    return this.read(
      'memory_vectors_known',
      `SELECT m.player_id AS "playerId", m.content_hash AS "contentHash", v.vector
         FROM unnest($1::uuid[], $2::text[]) AS w (player_id, hash)
         JOIN memories m ON m.player_id = w.player_id AND m.content_hash = w.hash
         JOIN memory_vectors v ON v.memory_id = m.id AND v.model = $3`,
      [texts.map(({ playerId }) => playerId), texts.map(({ contentHash }) => contentHash), model],
    );
  }

  /** What the given memories say and where they come from, by id; those that have expired are left out. */
  async told(
    playerId: string,
    ids: readonly string[],
    now: Date,
    within?: TransactionScope,
  ): Promise<Map<string, ToldMemory>> {
    const rows = await this.read<ToldMemory & { id: string }>(
      'memory_told',
      `SELECT m.id, m.content, m.context, m.source, m.event_id AS "eventId" FROM memories m
        WHERE m.player_id = $1 AND m.id = ANY($2::uuid[]) AND ${standing('$3')}`,
      [playerId, ids, now],
      within,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private read<Row extends object>(
    name: string,
    sql: string,
    params: readonly unknown[],
    within?: TransactionScope,
  ): Promise<Row[]> {
    if (within) return within.query<Row>(name, sql, params);
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}
