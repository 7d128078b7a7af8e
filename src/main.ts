import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { NEST_OPTIONS, setUpApp } from './app.setup.js';
import { ADMIN_KEY } from './auth/admin-key.js';
import { createLogger, NestLogger } from './common/logger.js';
import { loadConfig, type Config } from './config/env.js';
import { HttpAdapter } from './http/http-adapter.js';
import { describeFailure, welcome } from './ops/console-text.js';
import { stopOnSignal } from './ops/shutdown.js';
import { startDatabase } from './prisma/start-database.js';
import { migrate } from './prisma/migrations.js';
import { llmSettings } from './providers/llm/llm-settings.js';

async function start(): Promise<void> {
  const config: Config = loadConfig();
  // A model that cannot be asked stops the start before a database is started.
  llmSettings(config);
  const logger = createLogger(config.LOG_LEVEL);
  const database = await startDatabase(config, logger);
  try {
    await migrate({ url: database.url });
    const parts = { databaseUrl: database.url, singleInstance: database.embedded };
    const app = await NestFactory.create<NestExpressApplication>(
      AppModule.with(config, logger, parts),
      new HttpAdapter(),
      { ...NEST_OPTIONS, logger: new NestLogger(logger) },
    );
    stopOnSignal(app, database, logger);
    try {
      setUpApp(app);
      await app.listen(config.PORT, config.HOST);
    } catch (error) {
      // What the modules have begun ends before the database does.
      await app.close();
      throw error;
    }
    const url = await app.getUrl();
    if (config.isProduction) logger.info({ url }, 'ready');
    else process.stdout.write(welcome(config, url, app.get<string>(ADMIN_KEY), database.embedded));
  } catch (error) {
    await database.stop();
    throw error;
  }
}

start().catch((error: unknown) => {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exit(1);
});
