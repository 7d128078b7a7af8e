import { Injectable } from '@nestjs/common';
import { PLATFORM_ID, SERVICES } from '../analytics/service-metrics.types.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { BuildRepository } from './build.repository.js';

/** A game, or what concerned none, and the start of the first UTC day whose metrics it keeps. */
export interface MetricsCut {
  readonly gameId: string;
  readonly before: Date;
}

/** Removes metrics that are in closed rows already. */
@Injectable()
export class MetricsRetentionRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly builds: BuildRepository,
  ) {}

  /** Before when nothing can still be built: all is aggregated, and nothing is marked; null before the first run. */
  async builtThrough(): Promise<Date | null> {
    const rows = await this.prisma.query<{ through: Date | null }>(
      'metrics_built_through',
      `SELECT CASE WHEN count(*) = 3
                THEN least(min(through), (SELECT min(hour) FROM aggregation_dirty_hours)) END AS through
         FROM aggregation_watermarks`,
      [],
    );
    return rows[0]?.through ?? null;
  }

  /**
   * Who has metrics to remove.
   *
   * @param today start of the UTC day
   * @param keptDays days that are kept where a game says nothing
   * @param through start of a UTC day: nothing after it is removed
   */
  async cuts(today: Date, keptDays: number, through: Date): Promise<MetricsCut[]> {
    return this.prisma.query<MetricsCut>(
      'metrics_cuts',
      `SELECT kept.game_id AS "gameId", kept.before FROM (
         SELECT id AS game_id,
                least($1::timestamptz - interval '24 hours' * coalesce((config->>'retentionDays')::int, $2), $3) AS before
           FROM games
         UNION ALL
         SELECT '${PLATFORM_ID}', least($1::timestamptz - interval '24 hours' * $2, $3)) kept
        WHERE EXISTS (SELECT 1 FROM service_metrics m
                       WHERE m.game_id = kept.game_id AND m.service = ANY($4::text[]) AND m.created_at < kept.before)`,
      [today, keptDays, through, [...SERVICES]],
    );
  }

  /** Says that metrics are removed, before they are: from now on what is stored of their days stands. */
  async announce({ gameId, before }: MetricsCut): Promise<void> {
    await this.builds.whileNobodyBuilds((query) =>
      query(
        'metrics_removed',
        `INSERT INTO metrics_removed AS r (game_id, before) VALUES ($1, $2)
         ON CONFLICT (game_id) DO UPDATE SET before = greatest(r.before, excluded.before)`,
        [gameId, before],
      ),
    );
  }

  /** Removes at most `limit` rows; how many there were. */
  async remove({ gameId, before }: MetricsCut, limit: number): Promise<number> {
    const rows = await this.prisma.query<{ removed: number }>(
      'metrics_remove',
      `WITH old AS (
         SELECT created_at, id FROM service_metrics
          WHERE game_id = $1 AND service = ANY($3::text[]) AND created_at < $2 LIMIT $4),
       gone AS (
         DELETE FROM service_metrics m USING old WHERE m.created_at = old.created_at AND m.id = old.id RETURNING 1)
       SELECT count(*) AS removed FROM gone`,
      [gameId, before, [...SERVICES], limit],
    );
    return rows[0]?.removed ?? 0;
  }
}
