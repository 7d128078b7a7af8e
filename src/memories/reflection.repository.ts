import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { standing } from './memory-row.tables.js';
import { REFLECTION_FIGURES } from './reflection.tables.js';
import type { ReflectableMemory, ReflectingPlayer } from './reflection.types.js';

const { importanceAbove, mostMemories, claimMs } = REFLECTION_FIGURES;

/** What nobody reflected on; a reflection is never reflected on itself. */
const UNREFLECTED = `m.reflected_at IS NULL AND m.source <> 'reflection' AND m.type <> 'reflection'`;

/** Finds what was not reflected on, marks what was, and keeps who is at it. */
@Injectable()
export class ReflectionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The players with whom enough has gathered. Looks at every memory: a job for the night. */
  async due(now: Date): Promise<ReflectingPlayer[]> {
    return this.ask<ReflectingPlayer>(
      'reflection_due',
      `SELECT p.id, p.game_id AS "gameId", p.language FROM players p JOIN (
         SELECT m.player_id FROM memories m WHERE ${UNREFLECTED} AND ${standing('$1')}
          GROUP BY m.player_id HAVING sum(m.importance) > ${importanceAbove}) d ON d.player_id = p.id
        ORDER BY p.id`,
      [now],
    );
  }

  /**
   * Claims a player's reflection, over all instances, for a minute at most; null when another one has it, or the player
   * is gone. By the database's clock.
   *
   * @returns what {@link release} knows this claim by
   */
  async claim(playerId: string): Promise<string | null> {
    const write = () =>
      this.prisma.query<{ claim: string }>(
        'reflection_claim',
        `UPDATE player_states SET reflecting_until = now() + interval '${claimMs} milliseconds'
          WHERE player_id = $1 AND (reflecting_until IS NULL OR reflecting_until <= now())
         RETURNING reflecting_until::text AS claim`,
        [playerId],
      );
    const [row] = await this.prisma.executeWithRetry(write, { idempotent: false });
    return row?.claim ?? null;
  }

  /** Gives a claim back; one that has ended may be another's by now, and stays. */
  async release(playerId: string, claim: string): Promise<void> {
    await this.ask(
      'reflection_release',
      `UPDATE player_states SET reflecting_until = NULL WHERE player_id = $1 AND reflecting_until = $2::timestamptz`,
      [playerId, claim],
    );
  }

  /** What of a player was not reflected on, the oldest first, at most a thousand. */
  async unreflected(playerId: string, now: Date): Promise<ReflectableMemory[]> {
    return this.ask<ReflectableMemory>(
      'reflection_unreflected',
      `SELECT m.id, m.type, m.content, m.emotion, m.importance, m.context, m.source,
              (extract(epoch FROM m.created_at) * 1000)::float8 AS "createdAt"
         FROM memories m WHERE m.player_id = $1 AND ${UNREFLECTED} AND ${standing('$2')}
        ORDER BY m.created_at, m.id LIMIT ${mostMemories}`,
      [playerId, now],
    );
  }

  /**
   * Marks memories as reflected on, under the lock on the player's state row: those that are still there, or none of
   * them when another reflection has looked at one meanwhile.
   */
  async mark(tx: TransactionScope, playerId: string, ids: readonly string[], at: Date): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      'reflection_mark',
      `UPDATE memories m SET reflected_at = $3 WHERE m.player_id = $1 AND m.id = ANY($2::uuid[])
          AND NOT EXISTS (
            SELECT 1 FROM memories r WHERE r.player_id = $1 AND r.id = ANY($2::uuid[]) AND r.reflected_at IS NOT NULL)
       RETURNING m.id`,
      [playerId, ids, at],
    );
    return new Set(rows.map(({ id }) => id));
  }

  private ask<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}
