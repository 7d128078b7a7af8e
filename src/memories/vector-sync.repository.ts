import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { PointSource } from './qdrant-point.rules.js';
import { encodeVector } from './vector.rules.js';

/** A memory as it stands, with its vector in the current model, if it has one. */
export interface StandingMemory extends PointSource {
  readonly content: string;
  readonly vector: Uint8Array | null;
}

/** The same without what is large. */
export type StandingPoint = PointSource & { readonly isEmbedded: boolean };

/** A vector that came later than its memory. */
export interface LateVector {
  readonly id: string;
  readonly playerId: string;
  /** Start of the hash of the content it was made from. */
  readonly hash: string;
  readonly vector: Float32Array;
}

const SOURCE = `m.id, m.player_id AS "playerId", m.game_id AS "gameId", m.type, m.importance,
  (extract(epoch FROM m.created_at) * 1000)::float8 AS "createdAtMs", left(m.content_hash, 16) AS hash`;
const VECTOR = `LEFT JOIN memory_vectors v ON v.memory_id = m.id AND v.model = $2`;

/** Reads memories as their vectors have to be, of any player: for the worker, never for a request. */
@Injectable()
export class VectorSyncRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Those of the given memories that there are. */
  async standing(ids: readonly string[], model: string): Promise<StandingMemory[]> {
    return this.read<StandingMemory>(
      'sync_standing',
      `SELECT ${SOURCE}, m.content, v.vector FROM memories m ${VECTOR} WHERE m.id = ANY($1::uuid[])`,
      [ids, model],
    );
  }

  /** The same, without texts and vectors. */
  async points(ids: readonly string[], model: string): Promise<StandingPoint[]> {
    return this.read<StandingPoint>(
      'sync_points',
      `SELECT ${SOURCE}, v.memory_id IS NOT NULL AS "isEmbedded" FROM memories m ${VECTOR} WHERE m.id = ANY($1::uuid[])`,
      [ids, model],
    );
  }

  /** The memories of all players in the order of their ids, after one of them. */
  async page(afterId: string, limit: number, model: string): Promise<StandingPoint[]> {
    return this.read<StandingPoint>(
      'sync_page',
      `SELECT ${SOURCE}, v.memory_id IS NOT NULL AS "isEmbedded" FROM memories m ${VECTOR}
        WHERE m.id > $1 ORDER BY m.id LIMIT $3`,
      [afterId, model, limit],
    );
  }

  /**
   * Puts vectors beside their memories, under the lock on each player's state row, so that nothing is written behind an
   * erasure or a removal. A vector of a text that is not the memory's any more is left out.
   */
  async put(vectors: readonly LateVector[], model: string, at: Date): Promise<void> {
    const players = [...new Set(vectors.map(({ playerId }) => playerId))];
    const rows = vectors.map(({ vector, ...late }) => ({ ...late, vector: encodeVector(vector).toString('base64') }));
    const write = () =>
      this.prisma.transaction(async (tx) => {
        await tx.query(
          'sync_lock',
          'SELECT 1 FROM player_states WHERE player_id = ANY($1::uuid[]) ORDER BY player_id FOR NO KEY UPDATE',
          [players],
        );
        await tx.query('sync_put', PUT, [JSON.stringify(rows), model, at]);
      });
    await this.prisma.executeWithRetry(write, { idempotent: true });
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

/** The memory counts as changed, so that those who keep vectors in process read its own. */
const PUT = `WITH input AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "playerId" uuid, hash text, vector text)),
put AS (
  INSERT INTO memory_vectors (memory_id, player_id, game_id, model, vector)
  SELECT m.id, m.player_id, m.game_id, $2, decode(i.vector, 'base64') FROM input i
    JOIN memories m ON m.id = i.id AND m.player_id = i."playerId" AND left(m.content_hash, 16) = i.hash
    JOIN player_states s ON s.player_id = m.player_id
  ON CONFLICT (memory_id) DO UPDATE SET model = excluded.model, vector = excluded.vector
  RETURNING memory_id, player_id),
touched AS (
  UPDATE memories SET updated_at = greatest(updated_at, $3) WHERE id IN (SELECT memory_id FROM put))
UPDATE player_states SET memory_version = memory_version + 1 WHERE player_id IN (SELECT player_id FROM put)`;
