import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { OutboxOperation } from './outbox.sql.js';

/** Something that is to be done about a memory's vector. */
export interface OutboxRow {
  readonly id: string;
  readonly playerId: string;
  readonly memoryId: string;
  readonly operation: OutboxOperation;
  /** This one included. */
  readonly attempts: number;
}

/** A memory that the vector database may not have as it is. */
export interface UnsyncedMemory {
  readonly id: string;
  readonly type: string;
  readonly importance: number;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** Null when the embedder has not given one yet, and when the memory is gone. */
  readonly vector: Uint8Array | null;
}

/** How full the outbox is. */
export interface OutboxCounts {
  readonly waiting: number;
  readonly dead: number;
  /** Seconds that the oldest of those waiting waits; 0 when none does. */
  readonly oldestSeconds: number;
}

/** What failed, when it is to be tried again, and why. */
export interface OutboxFailure {
  readonly id: string;
  /** Milliseconds from now. */
  readonly retryInMs: number;
  readonly error: string;
}

/** Seconds after which a claim counts as lost, as its process must have died: far longer than a batch takes. */
const CLAIM_SECONDS = 60;
/** Memories of a player that a search compares beside those in Qdrant, the newest: 2 MB of vectors of 512 numbers. */
const MAX_UNSYNCED = 1000;
const MAX_ERROR_CHARACTERS = 500;

/** What is left to be done about vectors. All times are the database's, so that instances agree on them. */
@Injectable()
export class OutboxRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Takes rows that are due, so that no other instance does; whoever takes them settles them or lets them wait. */
  async claim(limit: number): Promise<OutboxRow[]> {
    return this.prisma.query<OutboxRow>(
      'outbox_claim',
      `UPDATE memory_outbox o
          SET attempts = o.attempts + 1, available_at = now() + interval '${CLAIM_SECONDS} seconds'
         FROM (SELECT id FROM memory_outbox WHERE dead_at IS NULL AND available_at <= now()
                ORDER BY available_at LIMIT $1 FOR UPDATE SKIP LOCKED) c
        WHERE o.id = c.id
       RETURNING o.id, o.player_id AS "playerId", o.memory_id AS "memoryId", o.operation, o.attempts`,
      [limit],
    );
  }

  /** What was done is forgotten. */
  async settle(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.write('outbox_settle', 'DELETE FROM memory_outbox WHERE id = ANY($1::uuid[])', [ids]);
  }

  async postpone(failures: readonly OutboxFailure[]): Promise<void> {
    if (failures.length === 0) return;
    await this.write(
      'outbox_postpone',
      `UPDATE memory_outbox o SET available_at = now() + f.ms * interval '1 millisecond', last_error = f.error
         FROM unnest($1::uuid[], $2::float8[], $3::text[]) AS f (id, ms, error) WHERE o.id = f.id`,
      [failures.map(({ id }) => id), failures.map(({ retryInMs }) => retryInMs), failures.map(errorOf)],
    );
  }

  /** Gives up rows; they stay, so that they are seen. */
  async bury(failures: readonly Pick<OutboxFailure, 'id' | 'error'>[]): Promise<void> {
    if (failures.length === 0) return;
    await this.write(
      'outbox_bury',
      `UPDATE memory_outbox o SET dead_at = now(), last_error = f.error
         FROM unnest($1::uuid[], $2::text[]) AS f (id, error) WHERE o.id = f.id`,
      [failures.map(({ id }) => id), failures.map(errorOf)],
    );
  }

  /** Lets what was given up be tried again; answers how many rows. */
  async revive(): Promise<number> {
    const revived = await this.write(
      'outbox_revive',
      `UPDATE memory_outbox SET dead_at = NULL, attempts = 0, available_at = 'epoch' WHERE dead_at IS NOT NULL RETURNING 1`,
      [],
    );
    return revived.length;
  }

  async counts(): Promise<OutboxCounts> {
    const [counts] = await this.prisma.query<OutboxCounts>(
      'outbox_counts',
      `SELECT count(*) FILTER (WHERE dead_at IS NULL)::int AS waiting, count(dead_at)::int AS dead,
              coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE dead_at IS NULL)), 0)::float8
                AS "oldestSeconds"
         FROM memory_outbox`,
      [],
    );
    return counts!;
  }

  /** The memories of a player that rows of the outbox are about, the newest of very many. */
  async unsynced(playerId: string, model: string): Promise<UnsyncedMemory[]> {
    return this.prisma.executeWithRetry(
      () =>
        this.prisma.query<UnsyncedMemory>(
          'outbox_unsynced',
          `SELECT m.id, m.type, m.importance, (extract(epoch FROM m.created_at) * 1000)::float8 AS "createdAtMs", v.vector
             FROM (SELECT DISTINCT memory_id FROM memory_outbox WHERE player_id = $1) o
             JOIN memories m ON m.id = o.memory_id AND m.player_id = $1
             LEFT JOIN memory_vectors v ON v.memory_id = m.id AND v.model = $2
            ORDER BY m.created_at DESC LIMIT ${MAX_UNSYNCED}`,
          [playerId, model],
        ),
      { idempotent: true },
    );
  }

  private write(name: string, sql: string, params: readonly unknown[]): Promise<object[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<object>(name, sql, params), { idempotent: true });
  }
}

function errorOf({ error }: Pick<OutboxFailure, 'error'>): string {
  return error.slice(0, MAX_ERROR_CHARACTERS);
}
