import { Module } from '@nestjs/common';
import { AnalyticsCacheModule } from '../analytics/analytics-cache.module.js';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { CONFIG, type Config } from '../config/env.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { DialogueModule } from '../dialogue/dialogue.module.js';
import { EmotionModule } from '../emotion/emotion.module.js';
import { GamesModule } from '../games/games.module.js';
import { MemoriesModule } from '../memories/memories.module.js';
import { PlayersModule } from '../players/players.module.js';
import { BatchAdmissionService } from './batch-admission.service.js';
import { BatchWritingService } from './batch-writing.service.js';
import { EventBatchRepository } from './event-batch.repository.js';
import { EventBatchService } from './event-batch.service.js';
import { EventController } from './event.controller.js';
import { EventListingService } from './event-listing.service.js';
import { EventRepository } from './event.repository.js';
import { EventRetentionSchedule } from './event-retention.schedule.js';
import { EventRetentionService } from './event-retention.service.js';
import { EventService } from './event.service.js';
import { LateLines } from './late-lines.service.js';
import { ReactionDecider } from './reaction-decider.js';
import { ReactionGroups } from './reaction-groups.js';
import { ReactionRepository } from './reaction.repository.js';
import { ReactionService } from './reaction.service.js';
import { ReactionSituations } from './reaction-situations.js';
import { ReactionWriter } from './reaction-writer.js';

@Module({
  imports: [
    PlayersModule,
    GamesModule,
    MemoriesModule,
    DialogueModule,
    EmotionModule,
    ServiceMetricsModule,
    AnalyticsCacheModule,
  ],
  controllers: [EventController],
  providers: [
    EventRepository,
    ReactionRepository,
    ReactionGroups,
    EventBatchRepository,
    ReactionSituations,
    ReactionDecider,
    ReactionWriter,
    LateLines,
    ReactionService,
    EventService,
    EventListingService,
    BatchAdmissionService,
    BatchWritingService,
    EventBatchService,
    EventRetentionService,
    {
      provide: EventRetentionSchedule,
      inject: [CONFIG, EventRetentionService, LOGGER],
      // Without the scheduler there is nothing for Nest to find a cron job on.
      useFactory: (config: Config, retention: EventRetentionService, logger: AppLogger) =>
        config.SCHEDULER_ENABLED ? new EventRetentionSchedule(retention, logger) : null,
    },
  ],
})
export class EventsModule {}
