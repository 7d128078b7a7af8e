import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { memoryColumns, standing } from './memory-row.tables.js';
import type { Memory } from './memory.schemas.js';
import { outboxMode, type OutboxMode } from './outbox-mode.rules.js';
import { outboxOfChanged, outboxOfRemoved, outboxOfTold } from './outbox.sql.js';
import type { IndexedText } from './prepared-memory.types.js';
import { encodeVector } from './vector.rules.js';

/** What is known of a player's memories under the lock on its state row. */
export interface LockedState {
  readonly memoryVersion: number;
  readonly totalMemories: number;
}

/** What is to change of a memory; what is absent stays. */
export interface MemoryChange {
  readonly importance?: number;
  readonly pinned?: boolean;
  /** null takes the end away. */
  readonly expiresAt?: Date | null;
  readonly text?: IndexedText & { readonly content: string };
}

/** Which memories to remove; both bounds must hold where both are given. */
export interface RemovalBounds {
  /** Made before this time. */
  readonly before: Date | null;
  /** As important as this or less, 0..1. */
  readonly maxImportance: number | null;
}

/** Changes and removes memories, each time under the lock on the player's state row, which an erasure waits for. */
@Injectable()
export class MemoryChangeRepository {
  private readonly outbox: OutboxMode;

  constructor(
    private readonly prisma: PrismaService,
    @Inject(CONFIG) config: Config,
  ) {
    this.outbox = outboxMode(config, embeddingProviderOf(config));
  }

  /**
   * Runs work in a transaction that holds the player's state row, so that nobody else writes the player's memories
   * meanwhile; null when the player is gone. Tried again when the database took it back because of others.
   */
  async underLock<T>(
    playerId: string,
    work: (tx: TransactionScope, state: LockedState) => Promise<T>,
  ): Promise<T | null> {
    const attempt = () =>
      this.prisma.transaction(async (tx) => {
        const [state] = await tx.query<LockedState>(
          'memory_lock_state',
          `SELECT memory_version AS "memoryVersion", total_memories AS "totalMemories"
             FROM player_states WHERE player_id = $1 FOR UPDATE`,
          [playerId],
        );
        return state ? work(tx, state) : null;
      });
    return this.prisma.executeWithRetry(attempt, { idempotent: false });
  }

  /** The memory as it is after the change; null when it is gone. A unique violation means that its text stands already. */
  async change(
    tx: TransactionScope,
    { id, playerId }: Pick<Memory, 'id' | 'playerId'>,
    change: MemoryChange,
    at: Date,
  ): Promise<Memory | null> {
    const [memory] = await tx.query<Memory>(
      'memory_change',
      `WITH changed AS (
         UPDATE memories m
            SET importance = coalesce($3, m.importance), pinned = coalesce($4, m.pinned),
                expires_at = CASE WHEN $5::boolean THEN $6::timestamptz ELSE m.expires_at END,
                content = coalesce($7, m.content), content_hash = coalesce($8, m.content_hash),
                terms = coalesce($9::text[], m.terms), updated_at = $10
          WHERE m.id = $1 AND m.player_id = $2 AND ${standing('$10')}
         RETURNING ${memoryColumns()}),
       moved AS (
         UPDATE player_states SET memory_version = memory_version + 1
          WHERE player_id = $2 AND EXISTS (SELECT 1 FROM changed))${outboxOfChanged(
            this.outbox,
            'SELECT "gameId" AS game_id, "playerId" AS player_id, id FROM changed',
          )}
       SELECT * FROM changed`,
      [
        id,
        playerId,
        change.importance ?? null,
        change.pinned ?? null,
        change.expiresAt !== undefined,
        change.expiresAt ?? null,
        change.text?.content ?? null,
        change.text?.contentHash ?? null,
        change.text?.terms ?? null,
        at,
      ],
    );
    if (memory && change.text) await this.putVector(tx, memory, change.text);
    return memory ?? null;
  }

  /** Makes room for a text: removes the memory of that text and type that has expired, if there is one. */
  async removeExpired(tx: TransactionScope, memory: Memory, contentHash: string, at: Date): Promise<void> {
    const condition = 'm.type = $2 AND m.content_hash = $3 AND m.expires_at <= $4';
    await tx.query('memory_remove_expired', removal(this.outbox, condition, 'TRUE'), [
      memory.playerId,
      memory.type,
      contentHash,
      at,
    ]);
  }

  /** Removes one memory; false when there is none, or none that has not expired. */
  async remove(tx: TransactionScope, playerId: string, memoryId: string, at: Date): Promise<boolean> {
    const sql = removal(this.outbox, 'm.id = $2', standing('$3'));
    const [row] = await tx.query<{ visible: number }>('memory_remove', sql, [playerId, memoryId, at]);
    return (row?.visible ?? 0) > 0;
  }

  /** Removes what lies within the bounds and is not pinned; answers how many of them could still be seen. */
  async removeWithin(tx: TransactionScope, playerId: string, bounds: RemovalBounds, at: Date): Promise<number> {
    const condition = `NOT m.pinned AND ($2::timestamptz IS NULL OR m.created_at < $2)
      AND ($3::float8 IS NULL OR m.importance <= $3)`;
    const params = [playerId, bounds.before, bounds.maxImportance, at];
    const [row] = await tx.query<{ visible: number }>(
      'memory_remove_within',
      removal(this.outbox, condition, standing('$4')),
      params,
    );
    return row?.visible ?? 0;
  }

  /** Removes these memories of one player; answers how many there were. */
  async removeAll(tx: TransactionScope, playerId: string, ids: readonly string[]): Promise<number> {
    const sql = removal(this.outbox, 'm.id = ANY($2::uuid[])', 'TRUE');
    const [row] = await tx.query<{ visible: number }>('memory_remove_all', sql, [playerId, ids]);
    return row?.visible ?? 0;
  }

  /** The vector of a new text takes the place of the old one's, which must not be found any more. */
  private async putVector(tx: TransactionScope, memory: Memory, text: IndexedText): Promise<void> {
    if (text.vector === null) {
      const gone = `SELECT $2::uuid AS game_id, $3::uuid AS player_id, $1::uuid AS id`;
      await tx.query(
        'memory_drop_vector',
        `WITH dropped AS (DELETE FROM memory_vectors WHERE memory_id = $1 AND player_id = $3 AND game_id = $2)${outboxOfTold(this.outbox, gone, gone)}
         SELECT 1`,
        [memory.id, memory.gameId, memory.playerId],
      );
      return;
    }
    await tx.query(
      'memory_put_vector',
      `INSERT INTO memory_vectors (memory_id, player_id, game_id, model, vector) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (memory_id) DO UPDATE SET model = excluded.model, vector = excluded.vector`,
      [memory.id, memory.playerId, memory.gameId, text.model, encodeVector(text.vector)],
    );
  }
}

/**
 * A statement that removes the memories of player `$1` that meet a condition, with their vectors, and counts those that
 * met a second one as `visible`.
 */
function removal(outbox: OutboxMode, condition: string, counted: string): string {
  return `WITH gone AS (
      DELETE FROM memories m WHERE m.player_id = $1 AND ${condition} RETURNING m.id, m.game_id, m.player_id, ${counted} AS counted),
    vectors AS (DELETE FROM memory_vectors WHERE memory_id IN (SELECT id FROM gone)),
    moved AS (
      UPDATE player_states SET total_memories = greatest(total_memories - (SELECT count(*)::int FROM gone), 0),
             memory_version = memory_version + 1
       WHERE player_id = $1 AND EXISTS (SELECT 1 FROM gone))${outboxOfRemoved(outbox, 'SELECT game_id, player_id, id FROM gone')}
    SELECT count(*) FILTER (WHERE counted)::int AS visible FROM gone`;
}
