import { Module } from '@nestjs/common';
import { ServiceMetricsRepository } from './service-metrics.repository.js';
import { ServiceMetricsService } from './service-metrics.service.js';

/** The writer of service metrics. It needs the database and the clock alone, so that every feature can import it. */
@Module({
  providers: [ServiceMetricsRepository, ServiceMetricsService],
  exports: [ServiceMetricsService],
})
export class ServiceMetricsModule {}
