import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import type { CacheKey, CacheOptions } from '../../src/cache/cache.types.js';
import { CleanUp } from '../support/clean-up.js';
import { askRedis, startInstance } from './cache-instance.js';
import type { CacheInstance } from './cache-instance.js';
import { RedisServer, TcpGate, until } from './cache-redis-server.js';

/** Far above the 50 ms a call may lose to Redis, far below a hang. */
const PROMPT_MS = 1_000;

const cleanUp = new CleanUp();
let server: RedisServer;
let gate: TcpGate;
let instances: CacheInstance[] = [];
let keyNumber = 0;

async function start(url = server.url, options: Partial<CacheOptions> = {}): Promise<CacheInstance> {
  const instance = await startInstance(url, options);
  instances.push(instance);
  return instance;
}

/** A key no other test uses, and a source for it that is written by assignment and counts its reads. */
function source(): { key: CacheKey; value: string; reads: number; load: () => Promise<string> } {
  keyNumber += 1;
  const made = {
    key: cacheKeys.player(`p${keyNumber}`),
    value: 'old',
    reads: 0,
    load: () => {
      made.reads += 1;
      return Promise.resolve(made.value);
    },
  };
  return made;
}

/** Lets every instance hold the value, Redis included. */
async function warm({ key, load }: ReturnType<typeof source>, ...caches: CacheInstance[]): Promise<void> {
  for (const { cache } of caches) await cache.getOrSet(key, load);
  await until(
    'Redis holds it',
    async () => (await askRedis(server.url, (redis) => redis.exists(`agl:${key.key}`))) === 1,
  );
}

async function timed(call: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await call;
  return performance.now() - startedAt;
}

beforeAll(async () => {
  server = cleanUp.after(await RedisServer.create(), (made) => made.remove());
  gate = cleanUp.after(await TcpGate.before(server.port), (made) => made.remove());
});

afterEach(() => {
  for (const { close } of instances) close();
  instances = [];
  gate?.open();
});

afterAll(() => cleanUp.run());

describe('two instances on one Redis', () => {
  it('share what one of them loaded', async () => {
    const [a, b] = [await start(), await start()];
    const player = source();
    await warm(player, a);
    expect(await b.cache.getOrSet(player.key, player.load)).toBe('old');
    expect(b.answers).toEqual(['redis']);
    expect(player.reads).toBe(1);
  });

  it('share what was made elsewhere', async () => {
    const [a, b] = [await start(), await start()];
    const line = cacheKeys.dialogue('shared-line');
    await a.cache.set(line, { text: 'やった！', score: 1.5, none: null });
    expect(await b.cache.get(line)).toEqual({ text: 'やった！', score: 1.5, none: null });
  });

  it('do not make a copy live longer by passing it on', async () => {
    const a = await start();
    let wall = Date.now();
    let now = 0;
    const environment = { now: () => now, wallClock: () => wall, random: () => 0 };
    const b = await start(server.url, { environment, singleInstance: true });
    const today = cacheKeys.analyticsToday('g', '2026-11-24');
    const day = { ...source(), key: today };
    await warm(day, a);
    wall += 20_000;
    expect(await b.cache.getOrSet(today, day.load)).toBe('old');
    now += 10_001;
    b.answers.length = 0;
    await b.cache.getOrSet(today, day.load);
    expect(b.answers).not.toContain('memory');
  });

  it('see what the other invalidated', async () => {
    const [a, b] = [await start(), await start()];
    const player = source();
    await warm(player, a, b);
    player.value = 'new';
    await a.cache.invalidate(player.key);
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
    await until('b sees it', async () => (await b.cache.getOrSet(player.key, player.load)) === 'new');
  });

  it('keep no old value that was read while the invalidation was on its way', async () => {
    const a = await start();
    const player = source();
    await warm(player, a);
    player.value = 'new';
    // The server does not know the script, so the invalidation takes a second trip and the read overtakes it.
    await askRedis(server.url, (redis) => redis.script('FLUSH'));
    const invalidated = a.cache.invalidate(player.key);
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('old');
    await invalidated;
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
  });
});

describe('a Redis that hangs', () => {
  it('costs its time limit, never an error, and is left alone after five failures', async () => {
    const a = await start();
    const player = source();
    server.pause();
    for (let i = 0; i < 5; i += 1) {
      expect(a.cache.stats().circuit).toBe('closed');
      expect(await timed(a.cache.getOrSet(source().key, player.load))).toBeLessThan(PROMPT_MS);
    }
    expect(a.cache.stats().circuit).toBe('open');
    expect(a.cache.redisState()).toBe('down');
    for (let i = 0; i < 10; i += 1) {
      player.value = `${i}`;
      expect(await timed(a.cache.invalidate(player.key))).toBeLessThan(PROMPT_MS);
      expect(await a.cache.getOrSet(player.key, player.load)).toBe(`${i}`);
    }
    server.resume();
    await until('it is used again', () => a.cache.redisState() === 'up');
  }, 20_000);

  it('serves nothing afterwards that was invalidated meanwhile', async () => {
    const [a, b] = [await start(), await start()];
    const player = source();
    await warm(player, a, b);
    server.pause();
    player.value = 'new';
    await a.cache.invalidate(player.key);
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
    server.resume();
    await until('both use it again', () => [a, b].every(({ cache }) => cache.redisState() === 'up'));
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
    await until('b sees it', async () => (await b.cache.getOrSet(player.key, player.load)) === 'new');
  }, 20_000);
});

describe('a Redis that is killed', () => {
  it('costs no error, and brings nothing back from a snapshot older than an invalidation', async () => {
    const [a, b] = [await start(), await start()];
    const player = source();
    await warm(player, a, b);
    await askRedis(server.url, (redis) => redis.save());
    player.value = 'new';
    await a.cache.invalidate(player.key);
    await server.crash();
    await until('the loss is noticed', () => [a, b].every(({ cache }) => cache.redisState() === 'down'));
    for (const { cache } of [a, b])
      expect(await timed(cache.getOrSet(source().key, player.load))).toBeLessThan(PROMPT_MS);
    await server.start();
    const revived = await askRedis(server.url, (redis) => redis.get(`agl:${player.key.key}`));
    expect(revived).toContain('old');
    await until('both use it again', () => [a, b].every(({ cache }) => cache.redisState() === 'up'));
    const fresh = await start();
    for (const { cache } of [a, b, fresh]) expect(await cache.getOrSet(player.key, player.load)).toBe('new');
  }, 20_000);
});

describe('an instance that is cut off from Redis', () => {
  it('delivers what it invalidated meanwhile before it reads again, to the others too', async () => {
    const [a, b] = [await start(gate.url), await start()];
    const player = source();
    await warm(player, a, b);
    gate.cut();
    await until('the loss is noticed', () => a.cache.redisState() === 'down');
    player.value = 'new';
    await a.cache.invalidate(player.key);
    expect(a.cache.stats().postponedInvalidations).toBe(1);
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
    gate.open();
    await until('it is used again', () => a.cache.redisState() === 'up');
    expect(a.cache.stats().postponedInvalidations).toBe(0);
    const fresh = await start();
    expect(await fresh.cache.getOrSet(player.key, player.load)).toBe('new');
    await until('b sees it', async () => (await b.cache.getOrSet(player.key, player.load)) === 'new');
  });

  it('disowns everything in Redis when it invalidated more than it can remember', async () => {
    const [a, b] = [await start(gate.url), await start()];
    const player = source();
    await warm(player, a, b);
    gate.cut();
    await until('the loss is noticed', () => a.cache.redisState() === 'down');
    await a.cache.invalidate(...Array.from({ length: 50_000 }, (_, i) => cacheKeys.player(`other-${i}`)));
    player.value = 'new';
    await a.cache.invalidate(player.key);
    gate.open();
    await until('it is used again', () => a.cache.redisState() === 'up', 20);
    expect(await a.cache.getOrSet(player.key, player.load)).toBe('new');
    await until('b sees it', async () => (await b.cache.getOrSet(player.key, player.load)) === 'new');
  }, 30_000);

  it('believes its copies for two seconds at most when the bus is silent', async () => {
    const [a, b] = [await start(gate.url), await start()];
    const player = source();
    await warm(player, a, b);
    gate.stall();
    player.value = 'new';
    await b.cache.invalidate(player.key);
    const late = await timed(
      until('a stops believing', async () => (await a.cache.getOrSet(player.key, player.load)) === 'new'),
    );
    expect(late).toBeLessThan(2_000 + PROMPT_MS);
  });
});
