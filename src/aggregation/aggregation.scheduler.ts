import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Cron, Interval } from '@nestjs/schedule';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/env.js';
import { AggregationMetrics } from './aggregation-metrics.js';
import { AggregationService } from './aggregation.service.js';
import { BackfillWorker } from './backfill-worker.js';

/** How often a process looks for a backfill whose own process died, milliseconds. */
const RESUME_EVERY_MS = 30_000;

/** When the aggregation runs: hourly at :05, daily at 00:10 UTC, and at the start for what was missed. */
@Injectable()
export class AggregationScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stop = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly aggregation: AggregationService,
    private readonly backfills: BackfillWorker,
    private readonly metrics: AggregationMetrics,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /** Does not wait: the application serves meanwhile, and counts from the raw tables what is not aggregated yet. */
  onApplicationBootstrap(): void {
    this.runInBackground();
    this.resumeBackfills();
  }

  /** Ends after the statements under way. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await Promise.all(this.running);
  }

  @Cron('0 5 * * * *', { name: 'aggregation-hourly', timeZone: 'UTC' })
  @Cron('0 10 0 * * *', { name: 'aggregation-daily', timeZone: 'UTC' })
  runInBackground(): void {
    if (!this.config.SCHEDULER_ENABLED) return;
    const run = this.run().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  @Interval('backfill-resume', RESUME_EVERY_MS)
  resumeBackfills(): void {
    if (this.config.SCHEDULER_ENABLED) this.backfills.wake();
  }

  /** A run that fails is made up for by the next, which begins where it stopped. */
  private async run(): Promise<void> {
    try {
      await this.metrics.time('scheduled', () => this.attempt());
    } catch (error) {
      this.logger.error({ err: error }, 'aggregation failed');
    }
  }

  private async attempt() {
    try {
      return await this.aggregation.run(this.stop.signal);
    } catch (error) {
      if (this.stop.signal.aborted) return 'stopped';
      throw error;
    }
  }
}
