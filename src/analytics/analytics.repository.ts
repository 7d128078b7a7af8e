import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { Nullable, PeriodRow, TimeWindow } from './analytics.types.js';
import { epochMs, eventValues, isCountable, joinedValues, metricValues, valueFields } from './period-row.sql.js';
import { PERIODS, type Granularity } from './period.tables.js';
import { PLATFORM_ID, SERVICES } from './service-metrics.types.js';

/** What the aggregation has made of a range. */
export interface AggregatedRange {
  readonly rows: PeriodRow[];
  /** Periods that start before it are aggregated; -Infinity before the first run. */
  readonly throughMs: number;
  /** Starts of the periods that got events since. */
  readonly dirtyMs: ReadonlySet<number>;
}

/** Events that can be gone through in the time that looking a player up takes; measured, with a margin. */
const EVENTS_LIKE_A_LOOK_UP = 30;

type Source = 'game' | 'platform';

/** SQL reads; the pool's own, as each is one prepared statement. */
@Injectable()
export class AnalyticsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The aggregated rows of a game (or of the platform) and how far they can be trusted, of one moment. */
  async aggregated(granularity: Granularity, gameId: string, from: Date, to: Date): Promise<AggregatedRange> {
    const { table, column, stored, ms } = PERIODS[granularity];
    const rows = await this.read<Nullable<PeriodRow> & { throughMs: number | null; dirtyMs: number[] | null }>(
      `analytics_${granularity}_rows`,
      `WITH state AS (
         SELECT (SELECT ${epochMs('through')} FROM aggregation_watermarks WHERE granularity = '${granularity}') AS through,
                (SELECT array_agg(DISTINCT ${epochMs('hour')}) FROM aggregation_dirty_hours
                  WHERE ($1::uuid = '${PLATFORM_ID}' OR game_id = $1::uuid) AND hour >= date_trunc('${granularity}', $2::timestamptz, 'UTC')
                    AND hour < $3 AND ${isCountable(`$1::uuid = '${PLATFORM_ID}'`)}) AS dirty)
       SELECT s.through AS "throughMs", s.dirty AS "dirtyMs", ${epochMs(`r.${column}`)} AS "startMs", ${valueFields('r')}
         FROM state s LEFT JOIN ${table} r
           ON r.game_id = $1::uuid AND r.${column} >= ${stored('$2::timestamptz')} AND r.${column} < ${stored('$3::timestamptz')}`,
      [gameId, from, to],
    );
    return {
      rows: rows.filter((row): row is typeof row & PeriodRow => row.startMs !== null).map(withoutState),
      throughMs: rows[0]?.throughMs ?? Number.NEGATIVE_INFINITY,
      dirtyMs: new Set(rows[0]?.dirtyMs?.map((hour) => Math.floor(hour / ms) * ms)),
    };
  }

  /** The same values counted from the raw tables, one row a window in which anything happened. */
  async counted(gameId: string, windows: readonly TimeWindow[]): Promise<PeriodRow[]> {
    const source = gameId === PLATFORM_ID ? 'platform' : 'game';
    return this.read<PeriodRow>(
      `analytics_counted_${source}`,
      `WITH events AS (${eventValues(windowedEvents(source))}),
       scanned AS MATERIALIZED (${windowedMetrics(source)}), metrics AS (${metricValues('scanned')}),
       joined AS (SELECT period, ${joinedValues('e', 'm')} FROM events e FULL JOIN metrics m USING (game_id, period))
       SELECT ${epochMs('j.period')} AS "startMs", ${valueFields('j')} FROM joined j`,
      [gameId, windows.map(({ start }) => start), windows.map(({ stop }) => stop)],
    );
  }

  /**
   * Players with an event in the range, each once. Where there are far more events than players, each player is looked
   * up once in the index of their events; else the events are gone through, also from an index alone.
   *
   * @param events how many there are about, which decides the way and not the answer
   */
  async uniquePlayers(gameId: string, from: Date, to: Date, events: number): Promise<number> {
    const isPlatform = gameId === PLATFORM_ID;
    const ofGame = isPlatform ? 'game_id = ANY(ARRAY(SELECT id FROM games WHERE id <> $1))' : 'game_id = $1';
    const inRange = 'occurred_at >= $2 AND occurred_at < $3';
    const rows = await this.read<{ players: number }>(
      `analytics_players_${isPlatform ? 'platform' : 'game'}`,
      `SELECT CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM players WHERE ${ofGame} LIMIT $4::bigint) p) < $4::bigint
         THEN (SELECT count(*) FROM players p CROSS JOIN LATERAL (
                 SELECT 1 FROM game_events WHERE player_id = p.id AND ${inRange} LIMIT 1) e WHERE ${ofGame})
         ELSE (SELECT count(*) FROM (SELECT 1 FROM game_events WHERE ${ofGame} AND ${inRange} GROUP BY player_id) p)
         END AS players`,
      [gameId, from, to, Math.floor(events / EVENTS_LIKE_A_LOOK_UP)],
    );
    return rows[0]?.players ?? 0;
  }

  async countGames(): Promise<number> {
    const rows = await this.read<{ games: number }>(
      'analytics_games',
      'SELECT count(*) AS games FROM games WHERE active',
      [],
    );
    return rows[0]?.games ?? 0;
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

/** LATERAL with OFFSET 0 keeps one index scan a window, whatever the planner thinks of their number. */
const WINDOWS = 'unnest($2::timestamptz[], $3::timestamptz[]) AS w (start, stop)';

function windowedEvents(source: Source): string {
  const games = source === 'game' ? 'e.game_id = $1' : 'e.game_id = ANY(ARRAY(SELECT id FROM games))';
  return `(SELECT $1::uuid AS game_id, w.start AS period, e.player_id, e.emotion FROM ${WINDOWS} CROSS JOIN LATERAL (
    SELECT e.player_id, e.emotion FROM game_events e
     WHERE ${games} AND e.occurred_at >= w.start AND e.occurred_at < w.stop OFFSET 0) e)`;
}

function windowedMetrics(source: Source): string {
  const services = SERVICES.map((service) => `'${service}'`).join(', ');
  const games = source === 'game' ? `m.game_id = $1 AND m.service IN (${services}) AND` : '';
  return `SELECT $1::uuid AS game_id, w.start AS period, m.* FROM ${WINDOWS} CROSS JOIN LATERAL (
    SELECT m.service, m.method, m.latency_ms, m.cost_usd, m.error FROM service_metrics m
     WHERE ${games} m.created_at >= w.start AND m.created_at < w.stop OFFSET 0) m`;
}

function withoutState<Row extends { throughMs: unknown; dirtyMs: unknown }>(
  row: Row,
): Omit<Row, 'throughMs' | 'dirtyMs'> {
  const { throughMs: _through, dirtyMs: _dirty, ...values } = row;
  return values;
}
