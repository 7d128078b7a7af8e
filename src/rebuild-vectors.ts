import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { createLogger, NestLogger } from './common/logger.js';
import { loadConfig } from './config/env.js';
import { VectorMaintenanceService } from './memories/vector-maintenance.service.js';
import { describeFailure } from './ops/console-text.js';
import { migrate } from './prisma/migrations.js';
import { startDatabase } from './prisma/start-database.js';

/** `--reconcile` mends what differs; without it the collection in Qdrant is made anew. */
const RECONCILE = '--reconcile';

/**
 * The command that rebuilds vectors: every memory gets a vector of the configured model, and all of them go to Qdrant,
 * where there is one. Says what it did.
 */
async function run(args: readonly string[]): Promise<void> {
  const unknown = args.filter((arg) => arg !== RECONCILE);
  if (unknown.length > 0) throw new Error(`unknown option ${unknown[0]}; there is ${RECONCILE}`);
  const config = { ...loadConfig(), SCHEDULER_ENABLED: false };
  const logger = createLogger(config.LOG_LEVEL);
  const database = await startDatabase(config, logger);
  try {
    await migrate({ url: database.url });
    const parts = { databaseUrl: database.url, singleInstance: database.embedded };
    const app = await NestFactory.createApplicationContext(AppModule.with(config, logger, parts), {
      logger: new NestLogger(logger),
      abortOnError: false,
    });
    try {
      const maintenance = app.get(VectorMaintenanceService, { strict: false });
      const counts = await (args.includes(RECONCILE) ? maintenance.reconcile() : maintenance.rebuild());
      process.stdout.write(counts ? `${JSON.stringify(counts)}\n` : 'Another process is at it.\n');
      if (counts && counts.failed > 0) process.exitCode = 1;
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
});
