import { Module } from '@nestjs/common';
import { GamesModule } from '../games/games.module.js';
import { AnalyticsCacheModule } from './analytics-cache.module.js';
import { AnalyticsController } from './analytics.controller.js';
import { AnalyticsPresenter } from './analytics.presenter.js';
import { AnalyticsRepository } from './analytics.repository.js';
import { AnalyticsService } from './analytics.service.js';
import { CostGauge } from './cost-gauge.service.js';
import { CostRepository } from './cost.repository.js';
import { CostService } from './cost.service.js';

@Module({
  imports: [GamesModule, AnalyticsCacheModule],
  controllers: [AnalyticsController],
  providers: [AnalyticsRepository, AnalyticsService, AnalyticsPresenter, CostGauge, CostRepository, CostService],
  exports: [AnalyticsCacheModule],
})
export class AnalyticsModule {}
