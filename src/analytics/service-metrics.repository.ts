import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { ServiceMetricRow } from './service-metrics.types.js';

/** A batch that cannot be written in this time goes back into the buffer, milliseconds. */
const WRITE_DEADLINE_MS = 5_000;

@Injectable()
export class ServiceMetricsRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Writes rows, each once however often it is tried. A player erased meanwhile is left out of them: the lock on the
   * state row makes an erasure wait for this statement, and then find its rows. Rows of an hour that is over (written
   * late, after an outage) mark it, so that it is aggregated again.
   *
   * @param currentHour start of the hour that is not over
   */
  async insert(rows: readonly ServiceMetricRow[], currentHour: Date): Promise<void> {
    const column = <T>(pick: (row: ServiceMetricRow) => T): T[] => rows.map(pick);
    const params = [
      column((row) => row.id),
      column((row) => row.gameId),
      column((row) => row.playerId),
      column((row) => row.service),
      column((row) => row.method),
      column((row) => row.latencyMs),
      column((row) => row.costUsd.toFixed(10)),
      column((row) => row.cacheHit),
      column((row) => row.error),
      column((row) => row.createdAt),
      currentHour,
    ];
    const write = () =>
      this.prisma.query(
        'service_metrics_insert',
        `WITH rows AS (
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::float8[], $7::numeric[],
                                $8::boolean[], $9::text[], $10::timestamptz[])
             AS r (id, game_id, player_id, service, method, latency_ms, cost_usd, cache_hit, error, created_at)),
         alive AS MATERIALIZED (
           SELECT player_id FROM player_states WHERE player_id = ANY($3::uuid[]) ORDER BY player_id FOR KEY SHARE),
         written AS (
           INSERT INTO service_metrics
             (id, game_id, player_id, service, method, latency_ms, cost_usd, cache_hit, error, created_at)
           SELECT r.id, r.game_id, a.player_id, r.service, r.method, r.latency_ms, r.cost_usd, r.cache_hit, r.error,
                  r.created_at
             FROM rows r LEFT JOIN alive a ON a.player_id = r.player_id
           ON CONFLICT (created_at, id) DO NOTHING RETURNING game_id, created_at)
         INSERT INTO aggregation_dirty_hours (game_id, hour)
         SELECT DISTINCT game_id, date_trunc('hour', created_at) FROM written WHERE created_at < $11`,
        params,
      );
    await this.prisma.executeWithRetry(write, { idempotent: true, deadlineMs: WRITE_DEADLINE_MS });
  }
}
