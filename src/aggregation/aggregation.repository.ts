import { Injectable } from '@nestjs/common';
import type { Granularity } from '../analytics/period.tables.js';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import { HOUR_MS } from '../common/time.rules.js';
import type { RunQuery } from '../prisma/database-pool.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { buildGamesSql, buildPlatformSql } from './build.sql.js';
import { batchesOf, type PeriodRange } from './window.rules.js';

const BUILD_GAMES = { hour: buildGamesSql('hour'), day: buildGamesSql('day') } as const;
const BUILD_PLATFORM = { hour: buildPlatformSql('hour'), day: buildPlatformSql('day') } as const;

/**
 * Games that one statement builds: few enough that it ends well within its timeout and that twenty games keep two
 * processors busy, enough that the loop costs nothing.
 */
export const GAMES_IN_BATCH = 10;

export type Watermarks = Readonly<Record<Granularity, Date | null>>;

/** A game and an hour of it that got events after the hour was over. */
interface DirtyHour {
  readonly gameId: string;
  readonly hour: Date;
}

/** The statements of the aggregation. Each may be done twice: it replaces whole periods. */
@Injectable()
export class AggregationRepository {
  constructor(private readonly prisma: PrismaService) {}

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
    const rows = await this.read<{ granularity: Granularity; through: Date }>(
      'aggregation_watermarks',
      'SELECT granularity, through FROM aggregation_watermarks',
      [],
    );
    const found = new Map(rows.map(({ granularity, through }) => [granularity, through]));
    return { hour: found.get('hour') ?? null, day: found.get('day') ?? null };
  }

  /** Moves a watermark on; never back. */
  async advance(granularity: Granularity, through: Date): Promise<void> {
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

  /** Builds a batch of games for every period of a range. */
  async buildGames(granularity: Granularity, gameIds: readonly string[], range: PeriodRange): Promise<void> {
    await this.prisma.executeWithRetry(
      () => buildGames((name, sql, params) => this.prisma.query(name, sql, params), granularity, gameIds, range),
      { idempotent: true },
    );
  }

  /** Builds the platform's rows, out of those of the games: after them. */
  async buildPlatform(granularity: Granularity, { from, to }: PeriodRange): Promise<void> {
    await this.read(`build_platform_${granularity}`, BUILD_PLATFORM[granularity], [from, to]);
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
   * Builds the marked hours of a range again, and where `day` is given that day, taking the marks off in the same
   * transaction: a mark that comes meanwhile stays for the next run.
   *
   * @returns the games whose rows were built
   */
  async rebuildDirty(range: PeriodRange, day: PeriodRange | null): Promise<string[]> {
    return this.prisma.executeWithRetry(
      () =>
        this.prisma.transaction(async ({ query }) => {
          const marks = await query<DirtyHour>(
            'aggregation_take_dirty',
            `WITH taken AS (DELETE FROM aggregation_dirty_hours WHERE hour >= $1 AND hour < $2 RETURNING game_id, hour)
             SELECT DISTINCT game_id AS "gameId", hour FROM taken ORDER BY hour, game_id`,
            [range.from, range.to],
          );
          for (const hour of new Set(marks.map((mark) => mark.hour.getTime()))) {
            const games = marks.filter((mark) => mark.hour.getTime() === hour).map(({ gameId }) => gameId);
            await rebuild(query, 'hour', games, { from: new Date(hour), to: new Date(hour + HOUR_MS) });
          }
          const games = [...new Set(marks.map(({ gameId }) => gameId))].toSorted();
          if (day && games.length > 0) await rebuild(query, 'day', games, day);
          return games;
        }),
      { idempotent: true },
    );
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

async function rebuild(
  query: RunQuery,
  granularity: Granularity,
  gameIds: readonly string[],
  range: PeriodRange,
): Promise<void> {
  // What concerned no game has no row of a game: it is in the platform's.
  const games = gameIds.filter((gameId) => gameId !== PLATFORM_ID);
  for (const batch of batchesOf(games, GAMES_IN_BATCH)) await buildGames(query, granularity, batch, range);
  await query(`build_platform_${granularity}`, BUILD_PLATFORM[granularity], [range.from, range.to]);
}

async function buildGames(
  query: RunQuery,
  granularity: Granularity,
  gameIds: readonly string[],
  { from, to }: PeriodRange,
): Promise<void> {
  await query(`build_games_${granularity}`, BUILD_GAMES[granularity], [[...gameIds], from, to]);
}
