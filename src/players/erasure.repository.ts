import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/env.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';

export interface ErasedCounts {
  readonly events: number;
  readonly memories: number;
  readonly vectors: number;
  readonly metricsAnonymised: number;
}

/** Rows read in one step of an export: bounds the memory, not the answer. */
const EXPORT_BATCH = 500;

/** What an export holds, in this order: a name for each line's `kind`, its table, and the key it is read by. */
const EXPORTED = [
  { kind: 'state', table: 'player_states', key: 'player_id', columns: 'to_jsonb(t)' },
  { kind: 'event', table: 'game_events', key: 'id', columns: 'to_jsonb(t)' },
  { kind: 'memory', table: 'memories', key: 'id', columns: 'to_jsonb(t)' },
  {
    kind: 'vector',
    table: 'memory_vectors',
    key: 'memory_id',
    columns: `to_jsonb(t) || jsonb_build_object('vector', encode(t.vector, 'base64'))`,
  },
  { kind: 'line', table: 'player_lines', key: 'line_id', columns: 'to_jsonb(t)' },
  { kind: 'metric', table: 'service_metrics', key: 'id', columns: 'to_jsonb(t)' },
] as const;

/** What has to go from the vector database, whenever that answers: until then this row is all that is left. */
const LEAVE_ERASURE = `INSERT INTO memory_outbox (id, game_id, player_id, memory_id, operation, available_at)
  SELECT gen_random_uuid(), game_id, id, id, 'erase', 'epoch' FROM players WHERE id = $1`;

/** Deletes all that is held on one player, and reads all of it out. */
@Injectable()
export class ErasureRepository {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Erases a player in one transaction; null when it is gone already. The state row goes first: every write of the
   * player's data goes through it, so that none can slip in behind.
   */
  async erase(playerId: string): Promise<ErasedCounts | null> {
    return this.prisma.transaction(async (tx) => {
      const state = await tx.query('erase_state', 'DELETE FROM player_states WHERE player_id = $1 RETURNING 1', [
        playerId,
      ]);
      if (state.length === 0) return null;
      await count(tx, 'erase_outbox', 'DELETE FROM memory_outbox WHERE player_id = $1', playerId);
      if (this.config.QDRANT_URL !== undefined) await tx.query('erase_indexed', LEAVE_ERASURE, [playerId]);
      await count(tx, 'erase_answers', 'DELETE FROM idempotency_records WHERE player_id = $1', playerId);
      await count(tx, 'erase_lines', 'DELETE FROM player_lines WHERE player_id = $1', playerId);
      const vectors = await count(tx, 'erase_vectors', 'DELETE FROM memory_vectors WHERE player_id = $1', playerId);
      const memories = await count(tx, 'erase_memories', 'DELETE FROM memories WHERE player_id = $1', playerId);
      const events = await count(tx, 'erase_events', 'DELETE FROM game_events WHERE player_id = $1', playerId);
      const metricsAnonymised = await count(
        tx,
        'erase_metrics',
        'UPDATE service_metrics SET player_id = NULL WHERE player_id = $1',
        playerId,
      );
      await count(tx, 'erase_player', 'DELETE FROM players WHERE id = $1', playerId);
      return { events, memories, vectors, metricsAnonymised };
    });
  }

  /** Everything held on a player, a batch at a time: keyset reads, so that its size does not matter. */
  async *exportBatches(playerId: string): AsyncGenerator<Record<string, unknown>[]> {
    const player = await this.prisma.query<{ line: Record<string, unknown> }>(
      'export_player',
      'SELECT to_jsonb(t) AS line FROM players t WHERE id = $1',
      [playerId],
    );
    yield player.map(({ line }) => ({ kind: 'player', ...line }));
    for (const { kind, table, key, columns } of EXPORTED) {
      let after: string | null = null;
      do {
        const rows: { key: string; line: Record<string, unknown> }[] = await this.prisma.query(
          `export_${kind}`,
          `SELECT t.${key}::text AS key, ${columns} AS line FROM ${table} t
            WHERE t.player_id = $1 AND ($2::text IS NULL OR t.${key} > $2::text${key === 'line_id' ? '' : '::uuid'})
            ORDER BY t.${key} LIMIT ${EXPORT_BATCH}`,
          [playerId, after],
        );
        yield rows.map(({ line }) => ({ kind, ...line }));
        after = rows.length === EXPORT_BATCH ? (rows.at(-1)?.key ?? null) : null;
      } while (after !== null);
    }
  }
}

async function count(tx: TransactionScope, name: string, sql: string, playerId: string): Promise<number> {
  const rows = await tx.query<{ count: number }>(
    name,
    `WITH hit AS (${sql} RETURNING 1) SELECT count(*)::int AS count FROM hit`,
    [playerId],
  );
  return rows[0]?.count ?? 0;
}
