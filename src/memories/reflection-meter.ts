import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import type { ReflectingPlayer, ReflectionAuthorName } from './reflection.types.js';

/** A reflection that was tried. */
export interface ReflectionCall {
  readonly by: ReflectionAuthorName;
  /** Insights written. */
  readonly count: number;
  readonly costUsd: number;
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number;
  /** Why nothing was written; null when it was, or nothing followed from the memories. */
  readonly error: string | null;
}

/** Times reflections, and counts them and what they cost. */
@Injectable()
export class ReflectionMeter {
  private readonly written: Counter<'by'>;

  constructor(
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
    registry: MetricsService,
  ) {
    this.written = registry.counter('agl_reflections_total', 'Insights written as memories, by author', ['by']);
  }

  now(): Date {
    return this.clock.now();
  }

  monotonicMs(): number {
    return this.clock.monotonicMs();
  }

  /** A row for one reflection, whatever came of it. */
  record({ id, gameId }: ReflectingPlayer, { by, count, costUsd, startedAt, error }: ReflectionCall): void {
    if (count > 0) this.written.inc({ by }, count);
    this.metrics.record({
      gameId,
      playerId: id,
      service: 'memory',
      method: 'reflect',
      latencyMs: this.monotonicMs() - startedAt,
      costUsd,
      cacheHit: false,
      error,
    });
  }
}
