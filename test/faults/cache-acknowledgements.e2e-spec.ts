import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import { askRedis, startInstance, type CacheInstance } from './cache-instance.js';
import { RedisServer, TcpGate, until } from './cache-redis-server.js';

const CHANNEL = 'agl:cache-invalidate';
/** The players of a large batch. */
const BATCH = 960;
/** Far above what a wait takes that is answered, and below the 100 ms of one that is not. */
const ANSWERED_MS = 80;
const ROUNDS = 200;

let server: RedisServer;
let gate: TcpGate;
let instances: CacheInstance[] = [];
let keyNumber = 0;

async function start(url = server.url): Promise<CacheInstance> {
  const instance = await startInstance(url);
  instances.push(instance);
  return instance;
}

const newKey = () => cacheKeys.player(`p${(keyNumber += 1)}`);

/** How often Redis has run a command so far, within scripts too. */
async function calls(command: string): Promise<number> {
  const stats = await askRedis(server.url, (redis) => redis.info('commandstats'));
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}

/** Has each read what the other has just written, so many times; answers how many reads showed what was before. */
async function staleReads(a: CacheInstance, b: CacheInstance, rounds: number): Promise<number> {
  let stale = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [writer, reader] = round % 2 === 0 ? [a, b] : [b, a];
    const key = newKey();
    let value = 'old';
    const read = (instance: CacheInstance) => instance.cache.getOrSet(key, () => Promise.resolve(value));
    await Promise.all([read(writer), read(reader)]);
    value = 'new';
    await writer.cache.invalidate(key);
    if ((await read(reader)) !== 'new') stale += 1;
  }
  return stale;
}

async function timed(work: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work;
  return performance.now() - startedAt;
}

beforeAll(async () => {
  server = await RedisServer.create();
  gate = await TcpGate.before(server.port);
});

afterEach(async () => {
  for (const { close } of instances) close();
  instances = [];
  await until('nobody is left', async () => {
    const reply = await askRedis(server.url, (redis) => redis.pubsub('NUMSUB', CHANNEL));
    return Number(reply[1]) === 0;
  });
});

afterAll(async () => {
  await gate.remove();
  await server.remove();
});

describe('an invalidation', () => {
  it('is followed by no read of what was before, on any of two instances', async () => {
    const [a, b] = [await start(), await start()];
    expect(await staleReads(a, b, ROUNDS)).toBe(0);
    expect(new Set([...a.waits, ...b.waits])).toEqual(new Set(['answered']));
  });

  it('of a lone instance waits for nobody', async () => {
    const a = await start();
    const before = await calls('publish');
    await a.cache.invalidate(newKey());
    expect(a.waits).toEqual([]);
    expect((await calls('publish')) - before).toBe(1);
  });

  it('of a whole batch is one message and one answer an instance', async () => {
    const [a] = [await start(), await start(), await start()];
    await a.cache.invalidate(newKey());
    const before = { publish: await calls('publish'), script: await calls('evalsha') };
    await Promise.all(Array.from({ length: BATCH }, () => a.cache.invalidate(newKey())));
    expect(a.waits).toEqual(['answered', 'answered']);
    expect((await calls('publish')) - before.publish).toBe(3);
    expect((await calls('evalsha')) - before.script).toBe(1);
  });

  it('is divided when it is larger than what Redis takes at once', async () => {
    const [a, b] = [await start(), await start()];
    const keys = Array.from({ length: 3_000 }, newKey);
    for (const key of keys) await b.cache.getOrSet(key, () => Promise.resolve('old'));
    await a.cache.invalidate(...keys);
    expect(keys.filter((key) => b.cache.peek(key) !== undefined)).toEqual([]);
    expect(a.cache.stats().postponedInvalidations).toBe(0);
  });
});

describe('a subscriber that never answers, such as another release', () => {
  it('holds writes up three times and no more, and those who answer are waited for', async () => {
    const [a, b] = [await start(), await start()];
    const other = new Redis(server.url);
    try {
      await other.subscribe(CHANNEL);
      expect(await staleReads(a, b, ROUNDS)).toBe(0);
      for (const { waits } of [a, b]) {
        expect(waits.slice(0, 4)).toEqual(['given up', 'given up', 'given up', 'passed over']);
        expect(new Set(waits.slice(3))).toEqual(new Set(['passed over']));
      }
      expect(await timed(a.cache.invalidate(newKey()))).toBeLessThan(ANSWERED_MS);
    } finally {
      other.disconnect();
    }
    await until('it is gone', async () => {
      await a.cache.invalidate(newKey());
      return a.waits.at(-1) === 'answered';
    });
    expect(await staleReads(a, b, ROUNDS)).toBe(0);
  });
});

describe('an instance whose bus is lost', () => {
  it('reads Redis instead of its copies until it hears again', async () => {
    const [a, b] = [await start(), await start()];
    const key = newKey();
    let value = 'old';
    const read = () => b.cache.getOrSet(key, () => Promise.resolve(value));
    await read();
    await until('it is served from memory', () => b.cache.peek(key) !== undefined);
    // Both lose their connection to the bus and are back within a moment: whenever that is, nothing old is shown.
    await askRedis(server.url, (redis) => redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
    for (let round = 0; round < 50; round += 1) {
      value = `value ${round}`;
      await a.cache.invalidate(key);
      expect(await read()).toBe(value);
    }
  });

  it('is not waited for at length when it carries nothing', async () => {
    const [a] = [await start(), await start(gate.url)];
    gate.stallSubscribers();
    for (let miss = 0; miss < 3; miss += 1) await a.cache.invalidate(newKey());
    expect(a.waits).toEqual(['given up', 'given up', 'given up']);
    expect(await timed(a.cache.invalidate(newKey()))).toBeLessThan(ANSWERED_MS);
    gate.cut();
  });
});
