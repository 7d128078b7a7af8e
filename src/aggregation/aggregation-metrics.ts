import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';

export type AggregationKind = 'scheduled' | 'backfill';
/** `skipped`: another process was at it; `stopped`: this process was told to end, or lost its lock. */
export type AggregationOutcome = 'done' | 'skipped' | 'stopped' | 'cancelled' | 'failed';

/** How long aggregation runs take and how they end. */
@Injectable()
export class AggregationMetrics {
  private readonly duration: Histogram<'kind' | 'outcome'>;
  private readonly periods: Counter<'granularity'>;

  constructor(
    metrics: MetricsService,
    private readonly clock: Clock,
  ) {
    this.duration = metrics.histogram(
      'agl_aggregation_run_duration_seconds',
      'Time that a run of the aggregation took',
      ['kind', 'outcome'],
    );
    this.periods = metrics.counter(
      'agl_aggregation_steps_total',
      'Steps that were built: up to a UTC day of all games each',
      ['granularity'],
    );
  }

  /** Counts a step. */
  built(granularity: 'hour' | 'day'): void {
    this.periods.inc({ granularity });
  }

  /** Times a run; what it answers is how it ended, and a run that throws has failed. */
  async time<Result extends AggregationOutcome>(kind: AggregationKind, run: () => Promise<Result>): Promise<Result> {
    const startedAt = this.clock.monotonicMs();
    let outcome: AggregationOutcome = 'failed';
    try {
      const result = await run();
      outcome = result;
      return result;
    } finally {
      this.duration.observe({ kind, outcome }, (this.clock.monotonicMs() - startedAt) / 1000);
    }
  }
}
