import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/env.js';
import { MetricsRetentionService } from './metrics-retention.service.js';

/** When metrics are removed: at night, after events are. */
@Injectable()
export class MetricsRetentionScheduler implements OnModuleDestroy {
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly retention: MetricsRetentionService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {}

  /** Ends after the statement under way; the next night goes on. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  @Cron('0 50 3 * * *', { name: 'metrics-retention', timeZone: 'UTC' })
  nightly(): void {
    if (this.config.SCHEDULER_ENABLED) this.running = this.run();
  }

  private async run(): Promise<void> {
    try {
      const removed = await this.retention.run(this.stop.signal);
      if (removed > 0) this.logger.info({ removed }, 'service metrics removed');
    } catch (error) {
      this.logger.error({ err: error }, 'metrics retention failed');
    }
  }
}
