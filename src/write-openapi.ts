import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { createLogger } from './common/logger.js';
import { loadConfig } from './config/env.js';
import { buildOpenApi } from './ops/openapi.js';

const FILE = new URL('../openapi.json', import.meta.url);

/**
 * `npm run openapi`: writes the OpenAPI document to `openapi.json`. It is made of the routes alone: in preview mode Nest
 * knows them without making anything that serves them, so no database is needed.
 */
async function write(): Promise<void> {
  const config = loadConfig({});
  const parts = { databaseUrl: 'postgresql://localhost/none', singleInstance: true };
  const app = await NestFactory.create(AppModule.with(config, createLogger('silent'), parts), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: [VERSION_NEUTRAL, '1'] });
  await writeFile(FILE, `${JSON.stringify(buildOpenApi(app), null, 2)}\n`);
}

write().catch((error: unknown) => {
  process.stderr.write(`openapi.json was not written: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
