import { Cron } from '@nestjs/schedule';
import type { AppLogger } from '../common/logger.js';
import type { BudgetExpiry } from './budget-expiry.service.js';

/** When the books are tidied: every minute what has ended, every night what is old. */
export class BudgetSchedule {
  constructor(
    private readonly expiry: BudgetExpiry,
    private readonly logger: AppLogger,
  ) {}

  @Cron('15 * * * * *', { timeZone: 'UTC' })
  async everyMinute(): Promise<void> {
    const expired = await this.expiry.expire().catch((error: unknown) => {
      this.logger.error({ err: error }, 'reservations of model calls could not be ended');
      return 0;
    });
    if (expired > 0) this.logger.warn({ expired }, 'model calls were never settled and count at their worst case');
  }

  @Cron('0 45 3 * * *', { timeZone: 'UTC' })
  async nightly(): Promise<void> {
    await this.expiry
      .forget()
      .catch((error: unknown) => this.logger.error({ err: error }, 'removal of old budgets failed'));
  }
}
