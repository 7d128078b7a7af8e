import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MemoriesModule } from '../memories/memories.module.js';
import { LlmModule } from '../providers/llm/llm.module.js';
import { HealthService } from './health.service.js';
import { Lifecycle } from './lifecycle.js';
import { MetricsGuard } from './metrics.guard.js';
import { OpsController } from './ops.controller.js';
import { ProcessMetrics } from './process-metrics.js';

@Module({
  imports: [AuthModule, MemoriesModule, LlmModule],
  controllers: [OpsController],
  providers: [HealthService, Lifecycle, MetricsGuard, ProcessMetrics],
  exports: [Lifecycle],
})
export class OpsModule {}
