import { Cron } from '@nestjs/schedule';
import type { AppLogger } from '../common/logger.js';
import type { EventRetentionService } from './event-retention.service.js';

/** When events are removed: at night, after the day has been aggregated. */
export class EventRetentionSchedule {
  constructor(
    private readonly retention: EventRetentionService,
    private readonly logger: AppLogger,
  ) {}

  @Cron('0 40 3 * * *', { timeZone: 'UTC' })
  async nightly(): Promise<void> {
    await this.retention.run().catch((error: unknown) => this.logger.error({ err: error }, 'event retention failed'));
  }
}
