import { Cron } from '@nestjs/schedule';
import type { AppLogger } from '../common/logger.js';
import type { IdempotencyService } from './idempotency.service.js';

/** When old records are removed: hourly, so that each run is short. */
export class IdempotencySchedule {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly logger: AppLogger,
  ) {}

  @Cron('0 25 * * * *', { timeZone: 'UTC' })
  async hourly(): Promise<void> {
    await this.idempotency
      .purge()
      .catch((error: unknown) => this.logger.error({ err: error }, 'purge of idempotent requests failed'));
  }
}
