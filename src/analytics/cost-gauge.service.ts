import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Gauge } from 'prom-client';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { startOfUtcDay } from '../common/time.rules.js';
import { AnalyticsRepository } from './analytics.repository.js';
import { CostRepository } from './cost.repository.js';
import { addDecimals } from './decimal.rules.js';
import { partWindows, windowsOf } from './range.rules.js';
import { PLATFORM_ID, SERVICES, type ServiceName } from './service-metrics.types.js';

/** A sum is shown this long, milliseconds: scrapes may come from several sides. */
const KEPT_MS = 30_000;
/** A scrape waits at most this long, milliseconds, and shows the sum before. */
const PATIENCE_MS = 1_000;

type Costs = Readonly<Record<ServiceName, number>>;

/** Tells Prometheus what all games have cost since midnight UTC. */
@Injectable()
export class CostGauge {
  private known: Costs | undefined;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly analytics: AnalyticsRepository,
    private readonly costs: CostRepository,
    private readonly clock: Clock,
    metrics: MetricsService,
  ) {
    metrics.gauge(
      'agl_cost_usd_today',
      'US dollars that all games have cost since midnight UTC, at most 30 seconds old',
      ['service'],
      (gauge) => this.show(gauge),
    );
  }

  private async show(gauge: Gauge<'service'>): Promise<void> {
    if (this.clock.monotonicMs() - this.readAtMs >= KEPT_MS) {
      this.reading ??= this.refresh().finally(() => (this.reading = undefined));
      await Promise.race([this.reading, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
    for (const service of this.known ? SERVICES : []) gauge.set({ service }, this.known?.[service] ?? 0);
  }

  /** A database that is away must not take the other metrics with it: then the last sum stands. */
  private async refresh(): Promise<void> {
    try {
      this.known = await this.today();
      this.readAtMs = this.clock.monotonicMs();
    } catch {
      return;
    }
  }

  /** Hours that are over from their rows, so that the metrics of an hour or two are all that is counted. */
  private async today(): Promise<Costs> {
    const now = this.clock.now();
    const [from, to] = [startOfUtcDay(now), new Date(now.getTime() + 1)];
    const windows = windowsOf('hour', from, to);
    const { rows, ...state } = await this.analytics.aggregated('hour', PLATFORM_ID, from, to);
    const { closed, open } = partWindows(windows, state);
    const closedMs = new Set(closed.map(({ start }) => start.getTime()));
    const stored = rows.filter(({ startMs }) => closedMs.has(startMs));
    const counted = await this.costs.countedCosts({ gameId: undefined, services: SERVICES, from, to }, open);
    const sum = (service: ServiceName) =>
      Number(
        addDecimals([
          ...stored.map((row) => row[`${service}CostUsd`]),
          ...counted.filter((row) => row.service === service).map(({ costUsd }) => costUsd),
        ]),
      );
    return { emotion: sum('emotion'), dialogue: sum('dialogue'), memory: sum('memory') };
  }
}
