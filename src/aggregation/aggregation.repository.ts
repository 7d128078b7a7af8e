import { Injectable } from '@nestjs/common';
import type { Granularity } from '../analytics/period.tables.js';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import { HOUR_MS } from '../common/time.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { BuildRepository } from './build.repository.js';
import type { PeriodRange } from './window.rules.js';

/** Before when hours, days and the costs of days are built. */
export type Watermarks = Readonly<Record<Watermark, Date | null>>;
export type Watermark = Granularity | 'cost';

/** A game and an hour of it that got events after the hour was over. */
interface DirtyHour {
  readonly gameId: string;
  readonly hour: Date;
}

/** The statements of the aggregation. Each may be done twice: it replaces whole periods. */
@Injectable()
export class AggregationRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly builds: BuildRepository,
  ) {}

  /** All games that were there at a time, in a fixed order; also those that are deactivated. */
  async gameIds(until: Date): Promise<string[]> {
    const rows = await this.read<{ id: string }>(
      'aggregation_games',
      'SELECT id FROM games WHERE created_at <= $1 ORDER BY created_at, id',
      [until],
    );
    return rows.map(({ id }) => id);
  }

  async watermarks(): Promise<Watermarks> {
    const rows = await this.read<{ granularity: Watermark; through: Date }>(
      'aggregation_watermarks',
      'SELECT granularity, through FROM aggregation_watermarks',
      [],
    );
    const found = new Map(rows.map(({ granularity, through }) => [granularity, through]));
    return { hour: found.get('hour') ?? null, day: found.get('day') ?? null, cost: found.get('cost') ?? null };
  }

  /** Moves a watermark on; never back. */
  async advance(granularity: Watermark, through: Date): Promise<void> {
    await this.read(
      'aggregation_advance',
      `INSERT INTO aggregation_watermarks AS w (granularity, through) VALUES ($1, $2)
       ON CONFLICT (granularity) DO UPDATE SET through = greatest(w.through, excluded.through)`,
      [granularity, through],
    );
  }

  /** The time of the oldest event or metric, or null where there is none: one index probe a game. */
  async oldest(): Promise<Date | null> {
    const rows = await this.read<{ oldest: Date | null }>(
      'aggregation_oldest',
      `SELECT least(
         (SELECT min(e.occurred_at) FROM games g CROSS JOIN LATERAL (
            SELECT occurred_at FROM game_events WHERE game_id = g.id ORDER BY occurred_at LIMIT 1) e),
         (SELECT min(created_at) FROM service_metrics)) AS oldest`,
      [],
    );
    return rows[0]?.oldest ?? null;
  }

  /** The time of the oldest metric, or null where there is none. */
  async oldestMetric(): Promise<Date | null> {
    const rows = await this.read<{ oldest: Date | null }>(
      'aggregation_oldest_metric',
      'SELECT min(created_at) AS oldest FROM service_metrics',
      [],
    );
    return rows[0]?.oldest ?? null;
  }

  /** The UTC days, as midnights, that have hours to be built again before a time. */
  async dirtyDays(before: Date): Promise<Date[]> {
    const rows = await this.read<{ day: Date }>(
      'aggregation_dirty_days',
      `SELECT DISTINCT date_trunc('day', hour, 'UTC') AS day FROM aggregation_dirty_hours WHERE hour < $1 ORDER BY 1`,
      [before],
    );
    return rows.map(({ day }) => day);
  }

  /**
   * Takes the marks off the hours of a range and builds what they are about again, in one transaction: a mark that
   * comes meanwhile stays for the next run.
   *
   * @param day where given, that day is built again too
   * @returns the games whose rows were built
   */
  async rebuildDirty(range: PeriodRange, day: PeriodRange | null): Promise<string[]> {
    return this.builds.buildAlong(async (query, build) => {
      const marks = await query<DirtyHour>(
        'aggregation_take_dirty',
        `WITH taken AS (DELETE FROM aggregation_dirty_hours WHERE hour >= $1 AND hour < $2 RETURNING game_id, hour)
         SELECT DISTINCT game_id AS "gameId", hour FROM taken ORDER BY hour, game_id`,
        [range.from, range.to],
      );
      for (const hour of new Set(marks.map((mark) => mark.hour.getTime()))) {
        const gameIds = gamesOf(marks.filter((mark) => mark.hour.getTime() === hour));
        await build({ granularity: 'hour', gameIds, range: { from: new Date(hour), to: new Date(hour + HOUR_MS) } });
      }
      if (day && marks.length > 0) await build({ granularity: 'day', gameIds: gamesOf(marks), range: day });
      return [...new Set(marks.map(({ gameId }) => gameId))];
    });
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

/** What concerned no game has no row of a game: it is in the platform's. */
function gamesOf(marks: readonly DirtyHour[]): string[] {
  return [...new Set(marks.map(({ gameId }) => gameId))].filter((gameId) => gameId !== PLATFORM_ID);
}
