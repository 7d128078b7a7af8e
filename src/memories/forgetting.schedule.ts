import { Cron } from '@nestjs/schedule';
import type { ForgettingService } from './forgetting.service.js';

/** When memories are forgotten: at night, after the day was aggregated. */
export class ForgettingSchedule {
  constructor(private readonly forgetting: ForgettingService) {}

  @Cron('30 3 * * *', { name: 'memory-forgetting', timeZone: 'UTC' })
  async run(): Promise<void> {
    await this.forgetting.run();
  }
}
