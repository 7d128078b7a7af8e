import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../dist/app.module.js';
import { LLM_GATE } from '../../dist/budget/llm-gate.port.js';
import { createLogger } from '../../dist/common/logger.js';
import { loadConfig } from '../../dist/config/env.js';

/** One instance of the application in a process of its own, without routes: it asks the gate what its parent says. */

const config = loadConfig();
const parts = { databaseUrl: config.DATABASE_URL ?? '', singleInstance: false };
const app = await NestFactory.createApplicationContext(AppModule.with(config, createLogger('silent'), parts), {
  logger: false,
});
const gate = app.get(LLM_GATE);

/** @param {{ id: number, times: number, request: object }} order */
async function obey({ id, times, request }) {
  const outcomes = await Promise.all(Array.from({ length: times }, () => gate.ask(request)));
  process.send?.({ id, outcomes });
}

process.on('message', (order) => void obey(order));
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
