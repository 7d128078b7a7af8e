import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import type { CacheService } from '../../src/cache/cache.service.js';
import { CleanUp } from '../support/clean-up.js';
import { chooser } from './cache-chooser.js';
import { startInstance } from './cache-instance.js';
import type { CacheInstance } from './cache-instance.js';
import { RedisServer, until } from './cache-redis-server.js';

const TRIALS = 2_000;
const AT_ONCE = 100;
/** Change it to see other races; a failure names it. */
const SEED = 20_261_124;

const cleanUp = new CleanUp();
let server: RedisServer;
let instances: [CacheInstance, CacheInstance];
let pacer: Redis;

/** Lets some turns of the event loop or some round trips to Redis pass: the time scales on which the caches work. */
async function pass(choose: (below: number) => number, most: number): Promise<void> {
  const step = choose(2) === 0 ? () => turn() : () => pacer.ping();
  for (let left = choose(most + 1); left > 0; left -= 1) await step();
}

beforeAll(async () => {
  server = cleanUp.after(await RedisServer.create(), (made) => made.remove());
  const start = async () => cleanUp.after(await startInstance(server.url), (made) => made.close());
  instances = [await start(), await start()];
  pacer = cleanUp.after(new Redis(server.url), (made) => made.disconnect());
});

afterAll(() => cleanUp.run());

/** One key read and written by both instances at once. Resolves with its last version when all have finished. */
async function race(trial: number, caches: readonly CacheService[], complaints: string[]): Promise<number> {
  const choose = chooser(SEED + trial);
  const key = cacheKeys.player(`raced-${trial}`);
  let committed = 0;
  const announced = caches.map(() => 0);
  const moments = new EventEmitter();
  const seen = once(moments, 'seen');
  const invalidated = once(moments, 'invalidated');
  // Half of the loads hold what they saw until an invalidation is complete: the worst a slow reader can do.
  const load = async (): Promise<number> => {
    const snapshot = committed;
    moments.emit('seen');
    if (choose(2) === 0) await invalidated;
    await pass(choose, 2);
    return snapshot;
  };
  const read = async (at: number): Promise<void> => {
    await pass(choose, 5);
    const atLeast = announced[at] ?? 0;
    const version = await caches[at]?.getOrSet(key, load);
    if ((version ?? 0) < atLeast) complaints.push(`trial ${trial} read ${version} after ${atLeast}`);
  };
  // Half of the writers wait until a reader has seen what they are about to replace.
  const write = async (at: number): Promise<void> => {
    if (choose(2) === 0) await seen;
    await pass(choose, 5);
    // A server may forget its scripts at any time.
    if (choose(20) === 0) await pacer.script('FLUSH');
    committed += 1;
    const version = committed;
    await caches[at]?.invalidate(key);
    announced[at] = Math.max(announced[at] ?? 0, version);
    moments.emit('invalidated');
  };
  const readers = Array.from({ length: 6 }, (_, i) => read(i % 2));
  const writers = Array.from({ length: 1 + choose(3) }, () => write(choose(2)));
  await Promise.all([...readers, ...writers]);
  return committed;
}

/** Messages keep their order, so one that arrived proves that those before it did. */
async function heardEverything(from: CacheService, to: CacheService, name: string): Promise<void> {
  const mark = cacheKeys.game(name);
  let version = 'before';
  await to.getOrSet(mark, () => Promise.resolve(version));
  version = 'after';
  await from.invalidate(mark);
  await until(
    'the bus has caught up',
    async () => (await to.getOrSet(mark, () => Promise.resolve(version))) === 'after',
  );
}

describe(`${TRIALS} raced trials over two instances (seed ${SEED})`, () => {
  it('leave no stale value, in no tier', async () => {
    const [a, b] = instances.map(({ cache }) => cache) as [CacheService, CacheService];
    const complaints: string[] = [];
    const versions: number[] = [];
    for (let first = 0; first < TRIALS; first += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, i) => race(first + i, [a, b], complaints));
      versions.push(...(await Promise.all(batch)));
    }
    await heardEverything(a, b, 'a-to-b');
    await heardEverything(b, a, 'b-to-a');
    const newcomer = await startInstance(server.url);
    for (const [name, cache] of Object.entries({ a, b, newcomer: newcomer.cache })) {
      for (const [trial, version] of versions.entries()) {
        const found = await cache.getOrSet(cacheKeys.player(`raced-${trial}`), () => Promise.resolve(version));
        if (found !== version) complaints.push(`trial ${trial}: ${name} holds ${found}, not ${version}`);
      }
    }
    newcomer.close();
    expect(complaints).toEqual([]);
    // The trials mean something only if values really came from both tiers.
    expect(instances.flatMap(({ answers }) => answers)).toEqual(expect.arrayContaining(['memory', 'redis', 'load']));
    expect(newcomer.answers.filter((answer) => answer === 'redis').length).toBeGreaterThan(TRIALS / 4);
  }, 60_000);
});
