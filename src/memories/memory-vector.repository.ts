import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { standing } from './memory-row.tables.js';
import type { VectorRow } from './vector-matrix.js';
import { decodeVector } from './vector.rules.js';

/** The memories a matrix is made of, and the version they were read at. */
export interface VectorIndex {
  readonly version: number;
  readonly rows: readonly VectorRow[];
}

type IndexRow = { version: number } & { [Key in keyof VectorRow]: VectorRow[Key] | null };

/** Reads the vectors that lie beside the memories. */
@Injectable()
export class MemoryVectorRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** What a player has, without the vectors, and the version of exactly that; null when the player is gone. */
  async index(playerId: string, within?: TransactionScope): Promise<VectorIndex | null> {
    const rows = await this.read<IndexRow>(
      'memory_vector_index',
      `SELECT s.memory_version AS version, m.id, m.type, left(m.content_hash, 16) AS hash, m.importance,
              (extract(epoch FROM m.created_at) * 1000)::float8 AS "createdAtMs"
         FROM player_states s LEFT JOIN memories m ON m.player_id = s.player_id WHERE s.player_id = $1`,
      [playerId],
      within,
    );
    const [first] = rows;
    if (!first) return null;
    return { version: first.version, rows: rows.filter((row): row is IndexRow & VectorRow => row.id !== null) };
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

  /** What the given memories say, by id; those that have expired are left out. */
  async contents(
    playerId: string,
    ids: readonly string[],
    now: Date,
    within?: TransactionScope,
  ): Promise<Map<string, string>> {
    const rows = await this.read<{ id: string; content: string }>(
      'memory_contents',
      `SELECT m.id, m.content FROM memories m
        WHERE m.player_id = $1 AND m.id = ANY($2::uuid[]) AND ${standing('$3')}`,
      [playerId, ids, now],
      within,
    );
    return new Map(rows.map(({ id, content }) => [id, content]));
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
