import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { BudgetModule } from '../budget/budget.module.js';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, embeddingProviderOf, type Config } from '../config/env.js';
import { PlayersModule } from '../players/players.module.js';
import { EmbeddingModule } from '../providers/embedding/embedding.module.js';
import { EMBEDDING_PROVIDER, type EmbeddingProvider } from '../providers/embedding/embedding.port.js';
import { ExactVectorStore } from './exact-vector-store.js';
import { ForgettingRepository } from './forgetting.repository.js';
import { ForgettingSchedule } from './forgetting.schedule.js';
import { ForgettingService } from './forgetting.service.js';
import { KeywordStatistics } from './keyword-statistics.js';
import { MemoryChangeRepository } from './memory-change.repository.js';
import { MemoryChangingService } from './memory-changing.service.js';
import { MemoryEmbedder } from './memory-embedder.js';
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
import { outboxMode } from './outbox-mode.rules.js';
import { OutboxWorker } from './outbox-worker.js';
import { OutboxRepository } from './outbox.repository.js';
import { PlayerMemoryController } from './player-memory.controller.js';
import { PlayerMemoryRemoval } from './player-memory-removal.js';
import { QDRANT_INDEX, QdrantIndex } from './qdrant-index.js';
import { QdrantVectorStore } from './qdrant-vector-store.js';
import { RecallRepository } from './recall.repository.js';
import { RecallService } from './recall.service.js';
import { ReflectionAuthor } from './reflection-author.js';
import { ReflectionMeter } from './reflection-meter.js';
import { ReflectionNightService } from './reflection-night.service.js';
import { ReflectionWriter } from './reflection-writer.js';
import { ReflectionController } from './reflection.controller.js';
import { ReflectionRepository } from './reflection.repository.js';
import { ReflectionSchedule } from './reflection.schedule.js';
import { ReflectionService } from './reflection.service.js';
import { VectorMaintenanceService } from './vector-maintenance.service.js';
import { VectorMeter } from './vector-meter.js';
import { VectorReconciliationSchedule } from './vector-reconciliation.schedule.js';
import { VectorReconciliation } from './vector-reconciliation.js';
import { VectorStatus } from './vector-status.js';
import { VECTOR_STORE, type VectorStore } from './vector-store.port.js';
import { VectorSyncRepository } from './vector-sync.repository.js';
import { VectorSyncService } from './vector-sync.service.js';

@Module({
  imports: [PlayersModule, ServiceMetricsModule, EmbeddingModule, BudgetModule],
  controllers: [PlayerMemoryController, ReflectionController, MemorySearchController, MemoryController],
  providers: [
    MemoryRepository,
    MemoryWriteRepository,
    MemoryChangeRepository,
    MemoryVectorRepository,
    RecallRepository,
    ForgettingRepository,
    ExactVectorStore,
    {
      provide: QDRANT_INDEX,
      inject: [CONFIG, EMBEDDING_PROVIDER],
      useFactory: qdrantIndex,
    },
    {
      provide: VECTOR_STORE,
      inject: [QDRANT_INDEX, ExactVectorStore, OutboxRepository, VectorMeter, Clock],
      useFactory: vectorStore,
    },
    OutboxRepository,
    OutboxWorker,
    VectorMeter,
    VectorStatus,
    VectorSyncRepository,
    VectorSyncService,
    VectorReconciliation,
    VectorMaintenanceService,
    {
      provide: VectorReconciliationSchedule,
      inject: [CONFIG, VectorMaintenanceService, LOGGER],
      useFactory: (config: Config, maintenance: VectorMaintenanceService, logger: AppLogger) =>
        config.SCHEDULER_ENABLED && outboxMode(config, embeddingProviderOf(config)) !== 'none'
          ? new VectorReconciliationSchedule(maintenance, logger)
          : null,
    },
    MemoryEmbedder,
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
    ReflectionRepository,
    ReflectionAuthor,
    ReflectionWriter,
    ReflectionMeter,
    ReflectionService,
    ReflectionNightService,
    {
      provide: ReflectionSchedule,
      inject: [CONFIG, ReflectionNightService],
      useFactory: (config: Config, night: ReflectionNightService) =>
        config.SCHEDULER_ENABLED ? new ReflectionSchedule(night) : null,
    },
    ForgettingService,
    {
      provide: ForgettingSchedule,
      inject: [CONFIG, ForgettingService],
      // Without the scheduler there is nothing for Nest to find a cron job on.
      useFactory: (config: Config, forgetting: ForgettingService) =>
        config.SCHEDULER_ENABLED ? new ForgettingSchedule(forgetting) : null,
    },
  ],
  exports: [MemoryPipelineService, ForgettingService, VectorStatus],
})
export class MemoriesModule {}

/** Null where QDRANT_URL names none. */
function qdrantIndex(config: Config, embedder: EmbeddingProvider): QdrantIndex | null {
  const { QDRANT_URL: url, QDRANT_API_KEY: apiKey, QDRANT_COLLECTION: collection } = config;
  return url === undefined ? null : new QdrantIndex({ url, apiKey, collection, dimensions: embedder.dimensions });
}

function vectorStore(
  index: QdrantIndex | null,
  exact: ExactVectorStore,
  outbox: OutboxRepository,
  meter: VectorMeter,
  clock: Clock,
): VectorStore {
  return index ? new QdrantVectorStore(index, exact, outbox, meter, clock) : exact;
}
