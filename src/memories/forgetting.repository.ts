import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import {
  FORGET_AFTER_DAYS,
  FORGET_BELOW,
  MAX_MEMORIES_PER_PLAYER,
  RETENTION_DAYS,
  type ForgettableMemory,
} from './forgetting.rules.js';

/** A memory that is to go, and whose it is. */
export interface DoomedMemory {
  readonly id: string;
  readonly playerId: string;
}

export type PlayersMemory = ForgettableMemory & { readonly id: string };

/** exp(-days / d) < limit, solved for days. */
const FADED_AFTER = -Math.log(FORGET_BELOW);

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Finds what the nightly job removes; the curve is `retention` of forgetting.rules.ts, said in SQL. */
@Injectable()
export class ForgettingRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** What has expired, pinned or not since somebody set that time, the longest expired first. */
  async expired(now: Date, limit: number): Promise<DoomedMemory[]> {
    return this.read<DoomedMemory>(
      'forget_expired',
      `SELECT id, player_id AS "playerId" FROM memories WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2`,
      [now, limit],
    );
  }

  /** What is not pinned, a week old and faded, in the order of ids after `afterId`. */
  async faded(now: Date, afterId: string, limit: number): Promise<DoomedMemory[]> {
    return this.read<DoomedMemory>(
      'forget_faded',
      `SELECT id, player_id AS "playerId" FROM memories
        WHERE id > $2 AND NOT pinned AND created_at < $1::timestamptz - interval '${FORGET_AFTER_DAYS} days'
          AND extract(epoch FROM $1::timestamptz - greatest(last_recalled_at, created_at)) / 86400.0
              > ${FADED_AFTER}::float8 * ${RETENTION_DAYS} * (1 + strength) * (0.5 + importance)
        ORDER BY id LIMIT $3`,
      [now, afterId, limit],
    );
  }

  /** Players who have more memories than they may. */
  async overfull(): Promise<string[]> {
    const rows = await this.read<{ playerId: string }>(
      'forget_overfull',
      `SELECT player_id AS "playerId" FROM player_states WHERE total_memories > ${MAX_MEMORIES_PER_PLAYER}`,
      [],
    );
    return rows.map(({ playerId }) => playerId);
  }

  /** All memories of a player, as forgetting weighs them. */
  async all(playerId: string): Promise<PlayersMemory[]> {
    return this.read<PlayersMemory>(
      'forget_all_of',
      `SELECT id, importance, strength, pinned, ${ms('created_at')} AS "createdAt",
              ${ms('last_recalled_at')} AS "lastRecalledAt"
         FROM memories WHERE player_id = $1`,
      [playerId],
    );
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}
