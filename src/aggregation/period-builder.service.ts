import { Injectable } from '@nestjs/common';
import type { Granularity } from '../analytics/period.tables.js';
import { AggregationMetrics } from './aggregation-metrics.js';
import { BuildRepository } from './build.repository.js';
import type { PeriodRange } from './window.rules.js';

/** Builds the rows of games and the platform's for a range of periods. */
@Injectable()
export class PeriodBuilder {
  constructor(
    private readonly repository: BuildRepository,
    private readonly metrics: AggregationMetrics,
  ) {}

  /**
   * Builds every period of a range within one UTC day, and with a day its costs. Done again it gives the same rows.
   *
   * @param signal aborted: nothing is begun
   */
  async build(
    granularity: Granularity,
    gameIds: readonly string[],
    range: PeriodRange,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await this.repository.build({ granularity, gameIds, range });
    this.metrics.built(granularity);
  }

  /** Builds the costs of a day whose rows are there already. */
  async buildCosts(day: PeriodRange, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.repository.buildCosts(day);
  }
}
