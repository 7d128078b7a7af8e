import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../common/pagination.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { CostRow } from './analytics.types.js';
import { periodOf } from './period-row.sql.js';
import type { ServiceName } from './service-metrics.types.js';

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

const COLUMNS = `m.id, m.game_id AS "gameId", m.player_id AS "playerId", m.service, m.method, m.latency_ms AS "latencyMs",
  m.cost_usd AS "costUsd", m.cache_hit AS "cacheHit", m.error, m.created_at AS "createdAt"`;
const IN_RANGE = 'm.service = ANY($1::text[]) AND m.created_at >= $2 AND m.created_at < $3';
const NEWEST_FIRST = 'ORDER BY m.created_at DESC, m.id DESC';

/** Reads the metrics themselves: the only place that knows which method cost what. */
@Injectable()
export class CostRepository {
  constructor(private readonly prisma: PrismaService) {}

  async costs(filter: MetricFilter): Promise<CostRow[]> {
    const { where, params } = whereOf(filter);
    return this.read<CostRow>(
      `costs_${filter.gameId === undefined ? 'all' : 'game'}`,
      `SELECT to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS date, service, method, requests, "costUsd" FROM (
         SELECT ${periodOf('day', 'm.created_at')} AS day, m.service, m.method,
                count(*) AS requests, sum(m.cost_usd) AS "costUsd"
           FROM service_metrics m WHERE ${where} GROUP BY 1, 2, 3) spent`,
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
