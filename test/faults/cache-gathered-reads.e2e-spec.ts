import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import { cacheLimits } from '../../src/cache/cache-limits.tables.js';
import type { CacheKey } from '../../src/cache/cache.types.js';
import { askRedis, startInstance } from './cache-instance.js';
import type { CacheInstance } from './cache-instance.js';
import { RedisServer, until } from './cache-redis-server.js';

/** What as many reads would take together if each waited 50 ms for Redis after the other: at least twice this. */
const TOGETHER_MS = 500;

let server: RedisServer;
let instances: CacheInstance[] = [];
let keyNumber = 0;

beforeAll(async () => {
  server = await RedisServer.create();
});

afterEach(() => {
  for (const { close } of instances) close();
  instances = [];
});

afterAll(() => server.remove());

async function start(): Promise<CacheInstance> {
  const instance = await startInstance(server.url);
  instances.push(instance);
  return instance;
}

/** Keys no other test uses. */
function newKeys(count: number): CacheKey[] {
  return Array.from({ length: count }, () => cacheKeys.player(`gathered-${(keyNumber += 1)}`));
}

/** Reads all of them at once; what is in no tier is loaded, and then is the key's own text and `suffix`. */
function readAll({ cache }: CacheInstance, keys: readonly CacheKey[], suffix: string): Promise<string[]> {
  return Promise.all(keys.map((key) => cache.getOrSet(key, () => Promise.resolve(key.key + suffix))));
}

/** What `readAll` answers. */
function textsOf(keys: readonly CacheKey[], suffix: string): string[] {
  return keys.map(({ key }) => key + suffix);
}

/** Puts all of them into Redis; again where a busy machine kept one from arriving in time. */
async function store(keys: readonly CacheKey[]): Promise<void> {
  const { cache } = await start();
  const names = keys.map(({ key }) => `agl:${key}`);
  await until('Redis holds them', async () => {
    await Promise.all(keys.map((key) => cache.set(key, `${key.key} stored`)));
    return (await askRedis(server.url, (redis) => redis.exists(...names))) === names.length;
  });
}

/** How often the server has run MGET. */
async function readCommands(): Promise<number> {
  const stats = await askRedis(server.url, (redis) => redis.info('commandstats'));
  return Number(/cmdstat_mget:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}

describe('reads of one moment', () => {
  it('are one command, and each gets what is under its own key', async () => {
    const keys = newKeys(50);
    const [absent] = newKeys(1);
    await store(keys);
    const reader = await start();
    const before = await readCommands();
    const all = [...keys.slice(0, 25), ...(absent ? [absent] : []), ...keys.slice(25)];
    const texts = all.map(({ key }) => (key === absent?.key ? `${key} loaded` : `${key} stored`));
    expect(await readAll(reader, all, ' loaded')).toEqual(texts);
    expect(await readCommands()).toBe(before + 1);
    expect(reader.answers.toSorted()).toEqual(['load', ...keys.map(() => 'redis')]);
  });

  it('are as many commands as they need, so that no answer holds up others for long', async () => {
    const keys = newKeys(2 * cacheLimits.readsTogether + 1);
    await store(keys);
    const reader = await start();
    const before = await readCommands();
    expect(await readAll(reader, keys, ' loaded')).toEqual(textsOf(keys, ' stored'));
    expect(await readCommands()).toBe(before + 3);
  });
});

describe('reads of one moment that fail', () => {
  it('cost each its time limit once when Redis is slow, and count as one failure', async () => {
    const reader = await start();
    server.pause();
    try {
      for (let group = 1; group <= cacheLimits.circuitFailures; group += 1) {
        expect(reader.cache.stats().circuit).toBe('closed');
        const keys = newKeys(20);
        const startedAt = performance.now();
        expect(await readAll(reader, keys, ' loaded')).toEqual(textsOf(keys, ' loaded'));
        expect(performance.now() - startedAt).toBeLessThan(TOGETHER_MS);
      }
      expect(reader.cache.stats().circuit).toBe('open');
    } finally {
      server.resume();
    }
    const keys = newKeys(20);
    expect(await readAll(reader, keys, ' loaded')).toEqual(textsOf(keys, ' loaded'));
    await until('it is used again', () => reader.cache.redisState() === 'up');
  }, 20_000);

  it('are answered by the source when Redis refuses them, and count as one failure', async () => {
    const keys = newKeys(20);
    await store(keys);
    const reader = await start();
    await askRedis(server.url, (redis) => redis.acl('SETUSER', 'default', '-mget'));
    try {
      for (let group = 1; group <= cacheLimits.circuitFailures; group += 1) {
        expect(reader.cache.stats().circuit).toBe('closed');
        const others = newKeys(20);
        expect(await readAll(reader, others, ' loaded')).toEqual(textsOf(others, ' loaded'));
      }
      expect(reader.cache.stats().circuit).toBe('open');
    } finally {
      await askRedis(server.url, (redis) => redis.acl('SETUSER', 'default', '+mget'));
    }
    await until('it is used again', () => reader.cache.redisState() === 'up');
    expect(await readAll(reader, keys, ' loaded')).toEqual(textsOf(keys, ' stored'));
  }, 20_000);
});
