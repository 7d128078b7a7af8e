import { Injectable } from '@nestjs/common';
import type { Granularity } from '../analytics/period.tables.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { RunStatus } from './aggregation.schemas.js';

/** A backfill as it is stored. */
export interface BackfillRow {
  readonly id: string;
  readonly granularity: Granularity;
  readonly from: Date;
  readonly to: Date;
  /** Null means every game that was there when it was asked for. */
  readonly gameIds: readonly string[] | null;
  readonly status: RunStatus;
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, granularity, range_from AS "from", range_to AS "to", game_ids AS "gameIds", status, done, total, error,
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

/** Backfills: a run's row is its whole state, so that any process can go on with it. */
@Injectable()
export class BackfillRepository {
  constructor(private readonly prisma: PrismaService) {}

  async insert(run: Pick<BackfillRow, 'id' | 'granularity' | 'from' | 'to' | 'gameIds' | 'total' | 'createdAt'>) {
    await this.write(
      'backfill_insert',
      `INSERT INTO aggregation_runs (id, granularity, range_from, range_to, game_ids, status, total, created_at)
       VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7) ON CONFLICT (id) DO NOTHING`,
      [run.id, run.granularity, run.from, run.to, run.gameIds, run.total, run.createdAt],
    );
  }

  async find(id: string): Promise<BackfillRow | null> {
    return this.write('backfill_find', `SELECT ${COLUMNS} FROM aggregation_runs WHERE id = $1`, [id]);
  }

  /** The ids of the runs that are not finished, oldest first. */
  async unfinished(): Promise<string[]> {
    const rows = await this.prisma.executeWithRetry(
      () =>
        this.prisma.query<{ id: string }>(
          'backfill_unfinished',
          `SELECT id FROM aggregation_runs WHERE status IN ('queued', 'running') ORDER BY created_at, id`,
          [],
        ),
      { idempotent: true },
    );
    return rows.map(({ id }) => id);
  }

  /** Marks a run as running; null when it is finished. */
  async begin(id: string, at: Date): Promise<BackfillRow | null> {
    return this.write(
      'backfill_begin',
      `UPDATE aggregation_runs SET status = 'running', started_at = coalesce(started_at, $2)
        WHERE id = $1 AND status IN ('queued', 'running') RETURNING ${COLUMNS}`,
      [id, at],
    );
  }

  /** Records how far a run is; null when it was cancelled. */
  async progress(id: string, done: number): Promise<BackfillRow | null> {
    return this.write(
      'backfill_progress',
      `UPDATE aggregation_runs SET done = $2 WHERE id = $1 AND status = 'running' RETURNING ${COLUMNS}`,
      [id, done],
    );
  }

  /** Ends a run that is not finished; null when it was, or does not exist. */
  async finish(id: string, status: 'done' | 'failed' | 'cancelled', at: Date, error: string | null = null) {
    return this.write(
      'backfill_finish',
      `UPDATE aggregation_runs SET status = $2, finished_at = $3, error = $4
        WHERE id = $1 AND status IN ('queued', 'running') RETURNING ${COLUMNS}`,
      [id, status, at, error],
    );
  }

  /** Those of the ids that are games. */
  async knownGames(gameIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.prisma.executeWithRetry(
      () =>
        this.prisma.query<{ id: string }>('backfill_games', 'SELECT id FROM games WHERE id = ANY($1::uuid[])', [
          [...gameIds],
        ]),
      { idempotent: true },
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async write(name: string, sql: string, params: readonly unknown[]): Promise<BackfillRow | null> {
    const rows = await this.prisma.executeWithRetry(() => this.prisma.query<BackfillRow>(name, sql, params), {
      idempotent: true,
    });
    return rows[0] ?? null;
  }
}
