import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../common/pagination.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { CostRow, Nullable, TimeWindow } from './analytics.types.js';
import { epochMs, isCountable } from './period-row.sql.js';
import { EVERY_GAME_ID, type ServiceName } from './service-metrics.types.js';

export interface MetricFilter {
  /** Every game and what concerned none, when undefined. */
  readonly gameId: string | undefined;
  readonly services: readonly ServiceName[];
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** A metric as it is stored; the cost as decimal text. */
export interface MetricRow {
  readonly id: string;
  readonly gameId: string;
  readonly playerId: string | null;
  readonly service: ServiceName;
  readonly method: string;
  readonly latencyMs: number;
  readonly costUsd: string;
  readonly cacheHit: boolean;
  readonly error: string | null;
  readonly createdAt: Date;
}

/** What the aggregation has made of the costs of a range. */
export interface StoredCosts {
  readonly rows: CostRow[];
  /** Days that start before it have their costs; -Infinity before the first run. */
  readonly throughMs: number;
  /** Starts of the days that got metrics or events since. */
  readonly dirtyMs: ReadonlySet<number>;
}

const COLUMNS = `m.id, m.game_id AS "gameId", m.player_id AS "playerId", m.service, m.method, m.latency_ms AS "latencyMs",
  m.cost_usd AS "costUsd", m.cache_hit AS "cacheHit", m.error, m.created_at AS "createdAt"`;
const IN_RANGE = 'm.service = ANY($1::text[]) AND m.created_at >= $2 AND m.created_at < $3';
const NEWEST_FIRST = 'ORDER BY m.created_at DESC, m.id DESC';

/** Reads costs, of closed days from their rows, and the metrics themselves. */
@Injectable()
export class CostRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** What the aggregation has made of a range, and how far it can be trusted, of one moment. */
  async storedCosts({ gameId, services, from, to }: MetricFilter): Promise<StoredCosts> {
    const rows = await this.read<Nullable<CostRow> & { throughMs: number | null; dirtyMs: number[] | null }>(
      'costs_stored',
      `WITH state AS (
         SELECT (SELECT ${epochMs('through')} FROM aggregation_watermarks WHERE granularity = 'cost') AS through,
                (SELECT array_agg(DISTINCT ${epochMs(`date_trunc('day', hour, 'UTC')`)}) FROM aggregation_dirty_hours
                  WHERE ($1::uuid = '${EVERY_GAME_ID}' OR game_id = $1::uuid)
                    AND hour >= date_trunc('day', $3::timestamptz, 'UTC') AND hour < $4
                    AND ${isCountable(`$1::uuid = '${EVERY_GAME_ID}'`)}) AS dirty)
       SELECT s.through AS "throughMs", s.dirty AS "dirtyMs", c.date::text AS date, c.service, c.method, c.requests,
              c.cost_usd AS "costUsd"
         FROM state s LEFT JOIN daily_costs c
           ON c.game_id = $1::uuid AND c.service = ANY($2::text[]) AND c.date >= ($3::timestamptz AT TIME ZONE 'UTC')::date
          AND c.date < ($4::timestamptz AT TIME ZONE 'UTC')::date`,
      [gameId ?? EVERY_GAME_ID, [...services], from, to],
    );
    return {
      rows: rows.filter((row): row is typeof row & CostRow => row.date !== null),
      throughMs: rows[0]?.throughMs ?? Number.NEGATIVE_INFINITY,
      dirtyMs: new Set(rows[0]?.dirtyMs),
    };
  }

  /** The same counted from the metrics themselves; a window belongs to the day that it starts in. */
  async countedCosts({ gameId, services }: MetricFilter, windows: readonly TimeWindow[]): Promise<CostRow[]> {
    const params: unknown[] = [[...services], windows.map(({ start }) => start), windows.map(({ stop }) => stop)];
    const isGame = gameId === undefined ? '' : `m.game_id = $${params.push(gameId)} AND`;
    return this.read<CostRow>(
      `costs_counted_${gameId === undefined ? 'all' : 'game'}`,
      `SELECT to_char(w.start AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date, m.service, m.method, count(*) AS requests,
              sum(m.cost_usd) AS "costUsd"
         FROM unnest($2::timestamptz[], $3::timestamptz[]) AS w (start, stop) CROSS JOIN LATERAL (
           SELECT m.service, m.method, m.cost_usd FROM service_metrics m
            WHERE ${isGame} m.service = ANY($1::text[]) AND m.created_at >= w.start AND m.created_at < w.stop OFFSET 0) m
        GROUP BY w.start, m.service, m.method`,
      params,
    );
  }

  /** A page of metrics, newest first. */
  async metrics(filter: MetricFilter, page: PageRequest): Promise<MetricRow[]> {
    const { where, params } = whereOf(filter);
    const isCursor = page.kind === 'cursor';
    const after = isCursor ? [new Date(Number(page.after[0])), page.after[1]] : [];
    const at = params.push(...after, page.limit + 1, isCursor ? 0 : page.offset);
    const seek = isCursor ? ` AND (m.created_at, m.id) < ($${at - 3}::timestamptz, $${at - 2}::uuid)` : '';
    // A game's newest of each service come off its index in order; one list of all would have to be sorted whole.
    const source =
      filter.gameId === undefined
        ? `service_metrics m WHERE ${where}${seek}`
        : `unnest($1::text[]) AS s (service) CROSS JOIN LATERAL (
             SELECT m.* FROM service_metrics m WHERE m.service = s.service AND ${where}${seek}
             ${NEWEST_FIRST} LIMIT $${at - 1}::bigint + $${at}::bigint) m`;
    const name = `metrics_${filter.gameId === undefined ? 'all' : 'game'}_${page.kind}`;
    const sql = `SELECT ${COLUMNS} FROM ${source} ${NEWEST_FIRST} LIMIT $${at - 1} OFFSET $${at}`;
    return this.read<MetricRow>(name, sql, params);
  }

  async countMetrics(filter: MetricFilter): Promise<number> {
    const { where, params } = whereOf(filter);
    const name = `metrics_count_${filter.gameId === undefined ? 'all' : 'game'}`;
    const rows = await this.read<{ count: number }>(
      name,
      `SELECT count(*) AS count FROM service_metrics m WHERE ${where}`,
      params,
    );
    return rows[0]?.count ?? 0;
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

function whereOf({ gameId, services, from, to }: MetricFilter): { where: string; params: unknown[] } {
  const params: unknown[] = [[...services], from, to];
  if (gameId === undefined) return { where: IN_RANGE, params };
  return { where: `m.game_id = $${params.push(gameId)} AND ${IN_RANGE}`, params };
}
