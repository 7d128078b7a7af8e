import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from '../config/env.js';
import { Clock } from './clock.js';
import { LOGGER, type AppLogger } from './logger.js';
import { MetricsService } from './metrics.service.js';

/** What every room may use: the config, the log, the clock and the metrics. */
@Global()
@Module({})
export class CommonModule {
  static with(config: Config, logger: AppLogger): DynamicModule {
    return {
      module: CommonModule,
      providers: [{ provide: CONFIG, useValue: config }, { provide: LOGGER, useValue: logger }, Clock, MetricsService],
      exports: [CONFIG, LOGGER, Clock, MetricsService],
    };
  }
}
