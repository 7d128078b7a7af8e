import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CleanUp } from '../support/clean-up.js';
import { eventually } from '../support/eventually.js';
import { startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { RedisServer } from './cache-redis-server.js';

/** A machine that is busy with other things answers slowly. */
jest.setTimeout(60_000);

const RPS = 20;
const BURST = 200;
const INSTANCES = 2;
/** Each instance may have told Redis of a twentieth of the burst, and hold as much, when the other uses up the rest. */
const UNKNOWN_TO_OTHERS = INSTANCES * 2 * (BURST / 20);
/** Requests at the same time to each instance. */
const CONCURRENCY = 10;

const cleanUp = new CleanUp();
let redis: RedisServer;
let first: TestApp;
let apps: TestApp[];

beforeAll(async () => {
  redis = cleanUp.after(await RedisServer.create(), (made) => made.remove());
  const start = async (options: TestAppOptions = {}) =>
    cleanUp.after(await startApp({ redisUrl: redis.url, ...options }), (made) => made.close());
  first = await start();
  apps = [first, await start({ databaseUrl: first.databaseUrl })];
});

afterAll(() => cleanUp.run());

beforeEach(async () => {
  for (const app of apps) expect(await eventually(() => knownInstances(app), INSTANCES)).toBe(INSTANCES);
});

async function knownInstances(app: TestApp): Promise<number> {
  const { text } = await app.as().get('/metrics');
  return Number(/^agl_rate_limit_instances (\d+)/m.exec(text)?.[1]);
}

async function newKey(): Promise<string> {
  const { apiKey } = await first.createGame({ rateLimit: { rps: RPS, burst: BURST } });
  return apiKey;
}

interface Outcome {
  readonly admitted: number;
  readonly refused: number;
  readonly others: number;
  /** What the limit lets through in the time that it took. */
  readonly limit: number;
}

/** Sends so many requests to each instance as fast as they are answered. */
async function flood(key: string, requestsEach: number): Promise<Outcome> {
  const startedAt = performance.now();
  const count = { admitted: 0, refused: 0, others: 0 };
  const send = async ({ url }: TestApp, requests: number): Promise<void> => {
    for (let sent = 0; sent < requests; sent += 1) {
      const answer = await fetch(`${url}/dialogue/languages`, { headers: { 'X-API-Key': key } });
      await answer.arrayBuffer();
      if (answer.status === 200) count.admitted += 1;
      else if (answer.status === 429) count.refused += 1;
      else count.others += 1;
    }
  };
  await Promise.all(
    apps.flatMap((app) => Array.from({ length: CONCURRENCY }, () => send(app, requestsEach / CONCURRENCY))),
  );
  return { ...count, limit: BURST + (RPS * (performance.now() - startedAt)) / 1000 };
}

describe('two instances with one Redis', () => {
  it('let through together what one of them would, and make up for what was too much', async () => {
    const key = await newKey();
    const startedAt = performance.now();
    const burst = await flood(key, 300);
    expect(burst.others).toBe(0);
    expect(burst.admitted).toBeGreaterThanOrEqual(BURST);
    expect(burst.admitted).toBeLessThanOrEqual(burst.limit + UNKNOWN_TO_OTHERS);
    const later = await flood(key, 300);
    const limit = BURST + (RPS * (performance.now() - startedAt)) / 1000;
    expect(burst.admitted + later.admitted).toBeLessThanOrEqual(limit + UNKNOWN_TO_OTHERS);
  });

  it.each(['crash', 'pause'] as const)('keep to the limit when Redis is lost in mid-stream: %s', async (loss) => {
    const key = await newKey();
    const before = await flood(key, 40);
    expect(before).toMatchObject({ admitted: 80, refused: 0, others: 0 });
    const startedAt = performance.now();
    if (loss === 'crash') await redis.crash();
    else redis.pause();
    try {
      const after = await flood(key, 300);
      const limit = BURST + (RPS * (performance.now() - startedAt)) / 1000;
      expect(after.others).toBe(0);
      expect(after.admitted).toBeGreaterThanOrEqual(BURST - 80 - UNKNOWN_TO_OTHERS);
      expect(before.admitted + after.admitted).toBeLessThanOrEqual(limit + UNKNOWN_TO_OTHERS);
    } finally {
      if (loss === 'crash') await redis.start();
      else redis.resume();
    }
  });

  it('share again once Redis is back', async () => {
    // Each finds that out by its own heartbeat: until both have, one shares and the other counts double.
    expect(await eventually(isShared, true)).toBe(true);
  });
});

/** Whether both together keep to what is one's. */
async function isShared(): Promise<boolean> {
  const outcome = await flood(await newKey(), 300);
  expect(outcome.admitted).toBeGreaterThanOrEqual(BURST);
  return outcome.admitted <= outcome.limit + UNKNOWN_TO_OTHERS;
}
