import { Cron } from '@nestjs/schedule';
import type { ReflectionNightService } from './reflection-night.service.js';

/** When memories are reflected on: at night, before the forgetting, so that what fades has been thought over. */
export class ReflectionSchedule {
  constructor(private readonly night: ReflectionNightService) {}

  @Cron('0 3 * * *', { name: 'memory-reflection', timeZone: 'UTC' })
  async run(): Promise<void> {
    await this.night.run();
  }
}
