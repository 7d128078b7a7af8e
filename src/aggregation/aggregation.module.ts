import { Module } from '@nestjs/common';
import { AnalyticsCacheModule } from '../analytics/analytics-cache.module.js';
import { AggregationController } from './aggregation.controller.js';
import { AggregationMetrics } from './aggregation-metrics.js';
import { AggregationRepository } from './aggregation.repository.js';
import { AggregationScheduler } from './aggregation.scheduler.js';
import { AggregationService } from './aggregation.service.js';
import { BackfillRepository } from './backfill.repository.js';
import { BackfillService } from './backfill.service.js';
import { BackfillSteps } from './backfill-steps.js';
import { BackfillWorker } from './backfill-worker.js';
import { BuildRepository } from './build.repository.js';
import { MetricsRetentionRepository } from './metrics-retention.repository.js';
import { MetricsRetentionScheduler } from './metrics-retention.scheduler.js';
import { MetricsRetentionService } from './metrics-retention.service.js';
import { PeriodBuilder } from './period-builder.service.js';

@Module({
  imports: [AnalyticsCacheModule],
  controllers: [AggregationController],
  providers: [
    AggregationMetrics,
    AggregationRepository,
    AggregationScheduler,
    AggregationService,
    BackfillRepository,
    BackfillService,
    BackfillSteps,
    BackfillWorker,
    BuildRepository,
    MetricsRetentionRepository,
    MetricsRetentionScheduler,
    MetricsRetentionService,
    PeriodBuilder,
  ],
  exports: [AggregationService, BackfillWorker],
})
export class AggregationModule {}
