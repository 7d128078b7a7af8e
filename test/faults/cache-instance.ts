import { Redis } from 'ioredis';
import { createCache, createRedisConnection } from '../../src/cache/cache.factory.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import type { CacheOptions } from '../../src/cache/cache.types.js';
import { withCleanUp } from '../support/clean-up.js';
import { until } from './cache-redis-server.js';

/** A cache as one of several instances has it, where its answers came from, and how its waits ended, newest last. */
export interface CacheInstance {
  readonly cache: CacheService;
  readonly answers: string[];
  readonly waits: string[];
  readonly close: () => void;
}

/** Starts an instance and waits until it uses Redis and hears the others. */
export async function startInstance(url: string, options: Partial<CacheOptions> = {}): Promise<CacheInstance> {
  const answers: string[] = [];
  const waits: string[] = [];
  const metrics: CacheOptions['metrics'] = {
    hit: (_kind, tier) => answers.push(tier),
    miss: () => answers.push('load'),
    load: () => undefined,
    refresh: () => undefined,
    leaseWait: () => undefined,
    acknowledgement: (outcome) => waits.push(outcome),
    eviction: () => undefined,
  };
  const all: CacheOptions = { singleInstance: false, redisUrl: url, metrics, ...options };
  const before = await subscribers(url);
  const connection = createRedisConnection(all);
  const cache = createCache(all, connection);
  cache.onModuleInit();
  const close = () => {
    cache.onModuleDestroy();
    connection?.onApplicationShutdown();
  };
  return withCleanUp(async (cleanUp) => {
    cleanUp.after(cache, close);
    await until('Redis is used', () => cache.redisState() === 'up');
    await until('the bus is heard', async () => (await subscribers(url)) > before);
    return { cache, answers, waits, close };
  });
}

/** Runs `ask` on a connection of its own that waits for the server to be there. */
export async function askRedis<T>(url: string, ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  client.on('error', () => undefined);
  try {
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

async function subscribers(url: string): Promise<number> {
  const reply = await askRedis(url, (client) => client.pubsub('NUMSUB', 'agl:cache-invalidate'));
  return Number(reply[1]);
}
