import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import { idempotencyFigures } from './idempotency.tables.js';

/** A request that is being done: who does it, and since when its key is known. */
export interface Claim {
  readonly key: string;
  readonly claim: string;
  readonly createdAt: Date;
}

export interface IdempotencyRow {
  readonly bodyHash: string;
  /** Null while the request is not done. */
  readonly status: number | null;
  readonly body: string | null;
}

/** Hand-written: a claim must be one statement that exactly one of many wins. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Takes a request on, or does not: null when it was done, somebody is at it, or the key stands for another body. What
   * nobody is at any more, or has been at for too long, is taken over; what has expired begins anew.
   */
  async claim(key: string, bodyHash: string, claim: string, now: Date): Promise<Claim | null> {
    const rows = await this.prisma.executeWithRetry(
      () =>
        this.prisma.query<{ createdAt: Date }>(
          'idempotency_claim',
          `INSERT INTO idempotency_records AS r (key, body_hash, claim, claimed_at, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $4, $5)
           ON CONFLICT (key) DO UPDATE
              SET body_hash = excluded.body_hash, claim = excluded.claim, claimed_at = excluded.claimed_at,
                  status = NULL, body = NULL, player_id = NULL, finished_at = NULL,
                  created_at = CASE WHEN r.expires_at <= $4 THEN excluded.created_at ELSE r.created_at END,
                  expires_at = CASE WHEN r.expires_at <= $4 THEN excluded.expires_at ELSE r.expires_at END
            WHERE r.expires_at <= $4
               OR (r.finished_at IS NULL AND r.body_hash = excluded.body_hash
                   AND (r.claimed_at IS NULL OR r.claimed_at <= $6 OR r.claim = excluded.claim))
           RETURNING created_at AS "createdAt"`,
          [
            key,
            bodyHash,
            claim,
            now,
            new Date(now.getTime() + idempotencyFigures.lifetimeMs),
            new Date(now.getTime() - idempotencyFigures.claimLifetimeMs),
          ],
        ),
      { idempotent: true },
    );
    return rows[0] ? { key, claim, createdAt: rows[0].createdAt } : null;
  }

  async find(key: string): Promise<IdempotencyRow | null> {
    const rows = await this.prisma.executeWithRetry(
      () =>
        this.prisma.query<IdempotencyRow>(
          'idempotency_find',
          'SELECT body_hash AS "bodyHash", status, body FROM idempotency_records WHERE key = $1',
          [key],
        ),
      { idempotent: true },
    );
    return rows[0] ?? null;
  }

  /**
   * Records the answer of a claimed request. An answer about a player is kept only while that player is there: the lock
   * on the row of their state keeps an erasure from passing by.
   */
  async finish(
    { key, claim }: Claim,
    answer: { readonly status: number; readonly body: string | null; readonly playerId: string | null },
    now: Date,
  ): Promise<void> {
    await this.prisma.executeWithRetry(
      () =>
        this.prisma.query(
          'idempotency_finish',
          `WITH player AS (SELECT 1 FROM player_states WHERE player_id = $5 FOR KEY SHARE)
           UPDATE idempotency_records SET status = $3, body = $4, player_id = $5, finished_at = $6
            WHERE key = $1 AND claim = $2 AND finished_at IS NULL AND ($5::uuid IS NULL OR EXISTS (SELECT 1 FROM player))`,
          [key, claim, answer.status, answer.body, answer.playerId, now],
        ),
      { idempotent: true },
    );
  }

  /** Forgets a request that was refused: the key may come with another body. */
  async forget({ key, claim }: Claim): Promise<void> {
    const sql = 'DELETE FROM idempotency_records WHERE key = $1 AND claim = $2 AND finished_at IS NULL';
    await this.prisma.executeWithRetry(() => this.prisma.query('idempotency_forget', sql, [key, claim]), {
      idempotent: true,
    });
  }

  /** Leaves a request that failed to whoever asks for it again. */
  async leave({ key, claim }: Claim): Promise<void> {
    const sql = `UPDATE idempotency_records SET claim = NULL, claimed_at = NULL
                  WHERE key = $1 AND claim = $2 AND finished_at IS NULL`;
    await this.prisma.executeWithRetry(() => this.prisma.query('idempotency_leave', sql, [key, claim]), {
      idempotent: true,
    });
  }

  /** Removes expired records, so many at most; how many it were. */
  async removeExpired(now: Date, limit: number): Promise<number> {
    const rows = await this.prisma.query<{ count: number }>(
      'idempotency_purge',
      `WITH gone AS (
         DELETE FROM idempotency_records WHERE key IN (
           SELECT key FROM idempotency_records WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
         ) RETURNING 1
       )
       SELECT count(*)::int AS count FROM gone`,
      [now, limit],
    );
    return rows[0]?.count ?? 0;
  }
}
