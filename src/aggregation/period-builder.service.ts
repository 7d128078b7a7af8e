import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Granularity } from '../analytics/period.tables.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { AggregationMetrics } from './aggregation-metrics.js';
import { AggregationRepository, GAMES_IN_BATCH } from './aggregation.repository.js';
import { batchesOf, type PeriodRange } from './window.rules.js';

/** Batches that are built at the same time: more would take the database's processors from those who wait for answers. */
const MAX_PARALLEL = 4;
/** Connections that are left to others: the one that holds the lock, and one for requests. */
const SPARED_CONNECTIONS = 2;

/** Builds the rows of games, and then the platform's, for a range of periods. */
@Injectable()
export class PeriodBuilder {
  constructor(
    private readonly repository: AggregationRepository,
    private readonly prisma: PrismaService,
    private readonly metrics: AggregationMetrics,
  ) {}

  /**
   * Builds every period of a range. Done again it gives the same rows.
   *
   * @param signal aborted: no further batch is begun
   * @throws the first batch's error, when all that were begun have ended
   */
  async build(
    granularity: Granularity,
    gameIds: readonly string[],
    range: PeriodRange,
    signal: AbortSignal,
  ): Promise<void> {
    const limit = pLimit(Math.max(1, Math.min(MAX_PARALLEL, this.prisma.poolStats().max - SPARED_CONNECTIONS)));
    const builds = batchesOf(gameIds, GAMES_IN_BATCH).map((batch) =>
      limit(async () => {
        signal.throwIfAborted();
        await this.repository.buildGames(granularity, batch, range);
      }),
    );
    for (const result of await Promise.allSettled(builds)) {
      if (result.status === 'rejected') throw result.reason;
    }
    signal.throwIfAborted();
    await this.repository.buildPlatform(granularity, range);
    this.metrics.built(granularity);
  }
}
