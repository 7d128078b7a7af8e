import { Global, Module } from '@nestjs/common';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/env.js';
import { ClaimedRequests } from './claimed-requests.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { IdempotencySchedule } from './idempotency.schedule.js';
import { IdempotencyService } from './idempotency.service.js';
import { OwedStatements } from './owed-statements.js';

/** Global, since guard and filter belong to every room that has a POST. */
@Global()
@Module({
  providers: [
    IdempotencyRepository,
    ClaimedRequests,
    OwedStatements,
    IdempotencyService,
    {
      provide: IdempotencySchedule,
      inject: [CONFIG, IdempotencyService, LOGGER],
      // Without the scheduler there is nothing for Nest to find a cron job on.
      useFactory: (config: Config, idempotency: IdempotencyService, logger: AppLogger) =>
        config.SCHEDULER_ENABLED ? new IdempotencySchedule(idempotency, logger) : null,
    },
  ],
  exports: [IdempotencyService, ClaimedRequests],
})
export class IdempotencyModule {}
