import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import type { CacheKey, CacheOptions } from '../../src/cache/cache.types.js';
import { askRedis, startInstance } from './cache-instance.js';
import type { CacheInstance } from './cache-instance.js';
import { RedisServer, until } from './cache-redis-server.js';

let server: RedisServer;
let instances: CacheInstance[] = [];
let keyNumber = 0;

async function start(options: Partial<CacheOptions> = {}): Promise<CacheInstance> {
  const instance = await startInstance(server.url, options);
  instances.push(instance);
  return instance;
}

function newKey(): CacheKey {
  keyNumber += 1;
  return cacheKeys.player(`leased-${keyNumber}`);
}

/** A load that is under way until it is told how to end. */
class HeldLoad {
  private readonly end = new EventEmitter();
  private begun = false;

  readonly load = async (): Promise<string> => {
    this.begun = true;
    const [error, value]: unknown[] = await once(this.end, 'end');
    if (error instanceof Error) throw error;
    return String(value);
  };

  async isUnderWay(): Promise<void> {
    await until('the load is under way', () => this.begun);
  }

  finish(value: string): void {
    this.end.emit('end', undefined, value);
  }

  fail(): void {
    this.end.emit('end', new Error('the source failed'));
  }
}

const give = (value: string) => () => Promise.resolve(value);

beforeAll(async () => {
  server = await RedisServer.create();
});

afterEach(() => {
  for (const { close } of instances) close();
  instances = [];
});

afterAll(() => server?.remove());

describe('a key that another instance is loading', () => {
  it('is waited for', async () => {
    const [a, b] = [await start(), await start()];
    const [key, held] = [newKey(), new HeldLoad()];
    const first = a.cache.getOrSet(key, held.load);
    await held.isUnderWay();
    const second = b.cache.getOrSet(key, give('unwanted'));
    held.finish('value');
    expect([await first, await second]).toEqual(['value', 'value']);
    expect(b.answers).toEqual(['redis']);
  });

  it('is loaded at once when the other one fails', async () => {
    const [a, b] = [await start(), await start()];
    const [key, held] = [newKey(), new HeldLoad()];
    const first = a.cache.getOrSet(key, held.load);
    await held.isUnderWay();
    held.fail();
    await expect(first).rejects.toThrow('the source failed');
    await until('the lease is given back', async () => (await leases()) === 0);
    expect(await b.cache.getOrSet(key, give('value'))).toBe('value');
  });

  it('is loaded after a short wait when the other one hangs', async () => {
    const [a, b] = [await start(), await start()];
    const [key, held] = [newKey(), new HeldLoad()];
    const first = a.cache.getOrSet(key, held.load);
    await held.isUnderWay();
    const startedAt = performance.now();
    expect(await b.cache.getOrSet(key, give('own'))).toBe('own');
    expect(performance.now() - startedAt).toBeGreaterThan(150);
    held.finish('late');
    await first;
  });

  it('is answered with the copy that has just expired, when the other one hangs', async () => {
    let now = 0;
    const environment = { now: () => now, wallClock: () => now, random: () => 0 };
    const [a, b] = [await start(), await start({ environment, singleInstance: true })];
    const [key, held] = [newKey(), new HeldLoad()];
    await b.cache.getOrSet(key, give('old'), 60);
    await until('Redis holds it', () => exists(key));
    now = 60_000;
    await askRedis(server.url, (redis) => redis.del(`agl:${key.key}`));
    const first = a.cache.getOrSet(key, held.load);
    await held.isUnderWay();
    expect(await b.cache.getOrSet(key, give('unwanted'))).toBe('old');
    expect(b.answers).toEqual(['load', 'stale']);
    held.finish('new');
    await first;
  });

  it('is not answered with what is older than an invalidation, whoever waits and loads', async () => {
    const [a, b, c] = [await start(), await start(), await start()];
    const [key, held] = [newKey(), new HeldLoad()];
    const first = a.cache.getOrSet(key, held.load);
    await held.isUnderWay();
    const second = b.cache.getOrSet(key, give('new'));
    await c.cache.invalidate(key);
    held.finish('old');
    expect([await first, await second]).toEqual(['old', 'new']);
    await until('a has heard', async () => (await a.cache.getOrSet(key, give('new'))) === 'new');
    for (const { cache } of [a, b, c]) expect(await cache.getOrSet(key, give('newer'))).not.toBe('old');
  });
});

describe('an early refresh', () => {
  it('takes what another instance has refreshed already', async () => {
    let draw = 0;
    let now = 0;
    let loads = 0;
    const environment = { now: () => now, wallClock: () => now, random: () => draw };
    const load = (): Promise<number> => {
      now += 100;
      return Promise.resolve((loads += 1));
    };
    const options = { environment, singleInstance: true };
    const [a, b] = [await start(options), await start(options)];
    const key = newKey();
    await a.cache.getOrSet(key, load, 60);
    await until('Redis holds it', () => exists(key));
    await b.cache.getOrSet(key, load, 60);
    now = 60_050;
    draw = 0.9;
    await a.cache.getOrSet(key, load, 60);
    await until('a has refreshed it', () => a.cache.stats().inFlight === 0 && loads === 2);
    await until('Redis has that', async () => (await text(key))?.endsWith('\n2') ?? false);
    // The reader has the old value at once, and the next one a's.
    now = 60_060;
    expect(await b.cache.getOrSet(key, load, 60)).toBe(1);
    draw = 0;
    await until('b has it too', async () => (await b.cache.getOrSet(key, load, 60)) === 2);
    expect(loads).toBe(2);
  });
});

async function leases(): Promise<number> {
  return (await askRedis(server.url, (redis) => redis.keys('agl:cache-lease:*'))).length;
}

function text(key: CacheKey): Promise<string | null> {
  return askRedis(server.url, (redis) => redis.get(`agl:${key.key}`));
}

async function exists(key: CacheKey): Promise<boolean> {
  return (await text(key)) !== null;
}
