import { NestFactory } from '@nestjs/core';

import { AppModule } from '../../../dist/app.module.js';
import { createLogger, NestLogger } from '../../../dist/common/logger.js';
import { loadConfig } from '../../../dist/config/env.js';

/**
 * The application without its HTTP, in this process, for scenarios that measure one of its services. Nothing in it runs
 * by the clock.
 *
 * @param {string} databaseUrl
 * @param {Record<string, string>} [env]
 */
export async function openApp(databaseUrl, env = {}) {
  const config = loadConfig({ LOG_LEVEL: 'warn', SCHEDULER_ENABLED: 'false', ...env });
  const logger = createLogger(config.LOG_LEVEL);
  const parts = { databaseUrl, singleInstance: true };
  return NestFactory.createApplicationContext(AppModule.with(config, logger, parts), {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}
