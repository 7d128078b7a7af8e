import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { NestFactory } from '@nestjs/core';
import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { AppModule } from '../../src/app.module.js';
import { NEST_OPTIONS, setUpApp } from '../../src/app.setup.js';
import { Clock } from '../../src/common/clock.js';
import { createLogger, NestLogger } from '../../src/common/logger.js';
import { loadConfig } from '../../src/config/env.js';
import { HttpAdapter } from '../../src/http/http-adapter.js';
import { withCleanUp, type CleanUp } from './clean-up.js';
import { createDatabase, redisDatabase } from './databases.js';

/** A whole application on a database of its own, listening on a free port of this machine. */
export interface TestApp {
  readonly nest: NestExpressApplication;
  readonly url: string;
  /** Sends requests without a key. */
  readonly http: TestAgent;
  readonly adminKey: string;
  readonly databaseUrl: string;
  /** Sends requests with a key; the administrator's by default. */
  as(key?: string): TestAgent;
  createGame(config?: object): Promise<{ id: string; apiKey: string }>;
  createPlayer(game: { apiKey: string }, body?: object): Promise<{ id: string; externalId: string; gameId: string }>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Environment variables on top of the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Also use this run's Redis. With AGL_TEST_WITH_REDIS=1 every application does, which runs the suites once more on it. */
  readonly redis?: boolean;
  /** Use a database that is there already, for a second instance. It is not dropped. */
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  /** Another clock. */
  readonly clock?: Clock;
}

const ADMIN_KEY = 'admin-key-of-the-tests-0123456789abcdef';
let players = 0;

/** Starts the application as main.ts does, less the parts that main.ts starts before it. */
export function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  return withCleanUp((cleanUp) => setUpTestApp(options, cleanUp));
}

async function setUpTestApp(options: TestAppOptions, cleanUp: CleanUp): Promise<TestApp> {
  const ownDatabase = async () => cleanUp.after(await createDatabase(), (made) => made.drop()).url;
  const databaseUrl = options.databaseUrl ?? (await ownDatabase());
  const wantsRedis = options.redis ?? process.env.AGL_TEST_WITH_REDIS === '1';
  const redisUrl = options.redisUrl ?? (wantsRedis ? (await redisDatabase()).url : undefined);
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    AGL_ADMIN_KEY: ADMIN_KEY,
    SCHEDULER_ENABLED: 'false',
    DATABASE_URL: databaseUrl,
    DB_POOL_SIZE: '10',
    REDIS_URL: redisUrl,
    ...options.env,
  });
  const logger = createLogger(config.LOG_LEVEL);
  const singleInstance = options.databaseUrl === undefined;
  const nest = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, logger, { databaseUrl, singleInstance }),
    new HttpAdapter(),
    { ...NEST_OPTIONS, logger: new NestLogger(logger) },
  );
  cleanUp.after(nest, (made) => made.close());
  if (options.clock) {
    const clock = options.clock;
    const standing = nest.get(Clock);
    standing.now = () => clock.now();
    standing.monotonicMs = () => clock.monotonicMs();
  }
  setUpApp(nest);
  await nest.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
  const as = (key = ADMIN_KEY) => request.agent(url).set('X-API-Key', key);
  return {
    nest,
    url,
    http: request.agent(url),
    adminKey: ADMIN_KEY,
    databaseUrl,
    as,
    async createGame(gameConfig = {}) {
      const { body } = await as().post('/games').send({ name: 'a game', config: gameConfig }).expect(201);
      return body as { id: string; apiKey: string };
    },
    async createPlayer(game, body = {}) {
      const externalId = `player-${(players += 1)}`;
      const answer = await as(game.apiKey)
        .post('/players')
        .send({ externalId, ...body })
        .expect(201);
      return answer.body as { id: string; externalId: string; gameId: string };
    },
    close: () => cleanUp.run(),
  };
}

/** A clock that stands where it is put. */
export class FixedClock extends Clock {
  constructor(public time: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.time);
  }
}
