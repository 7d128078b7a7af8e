import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { CONFIG, type Config } from '../config/env.js';
import { PlayersModule } from '../players/players.module.js';
import { EmbeddingModule } from '../providers/embedding/embedding.module.js';
import { ExactVectorStore } from './exact-vector-store.js';
import { ForgettingRepository } from './forgetting.repository.js';
import { ForgettingSchedule } from './forgetting.schedule.js';
import { ForgettingService } from './forgetting.service.js';
import { KeywordStatistics } from './keyword-statistics.js';
import { MemoryChangeRepository } from './memory-change.repository.js';
import { MemoryChangingService } from './memory-changing.service.js';
import { MemoryErasure } from './memory-erasure.js';
import { MemoryMeter } from './memory-meter.js';
import { MemoryPipelineService } from './memory-pipeline.service.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import { MemoryReadingService } from './memory-reading.service.js';
import { MemorySearchService } from './memory-search.service.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import { MemoryWriteRepository } from './memory-write.repository.js';
import { NearMemoryRepository } from './near-memory.repository.js';
import { MemoryWriter } from './memory-writer.js';
import { MemoryWritingService } from './memory-writing.service.js';
import { MemoryController } from './memory.controller.js';
import { MemoryRepository } from './memory.repository.js';
import { MemorySearchController } from './memory-search.controller.js';
import { PlayerMemoryController } from './player-memory.controller.js';
import { PlayerMemoryRemoval } from './player-memory-removal.js';
import { RecallRepository } from './recall.repository.js';
import { RecallService } from './recall.service.js';
import { VECTOR_STORE } from './vector-store.port.js';

@Module({
  imports: [PlayersModule, ServiceMetricsModule, EmbeddingModule],
  controllers: [PlayerMemoryController, MemorySearchController, MemoryController],
  providers: [
    MemoryRepository,
    MemoryWriteRepository,
    MemoryChangeRepository,
    MemoryVectorRepository,
    RecallRepository,
    ForgettingRepository,
    { provide: VECTOR_STORE, useClass: ExactVectorStore },
    KeywordStatistics,
    MemoryPreparationService,
    MemoryWriter,
    NearMemoryRepository,
    MemoryMeter,
    MemoryErasure,
    MemoryWritingService,
    MemoryChangingService,
    MemoryReadingService,
    RecallService,
    MemorySearchService,
    MemoryPipelineService,
    PlayerMemoryRemoval,
    ForgettingService,
    {
      provide: ForgettingSchedule,
      inject: [CONFIG, ForgettingService],
      // Without the scheduler there is nothing for Nest to find a cron job on.
      useFactory: (config: Config, forgetting: ForgettingService) =>
        config.SCHEDULER_ENABLED ? new ForgettingSchedule(forgetting) : null,
    },
  ],
  exports: [MemoryPipelineService, ForgettingService],
})
export class MemoriesModule {}
