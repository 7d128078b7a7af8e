import { setImmediate as turn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createCache, createRedisConnection } from '../../src/cache/cache.factory.js';
import { cacheKeys } from '../../src/cache/cache-keys.tables.js';
import type { CacheOptions } from '../../src/cache/cache.types.js';
import { chooser } from './cache-chooser.js';
import type { Command } from './cache-process.types.js';
import { RowSource } from './cache-row-source.js';

/** One instance of the cache in a process of its own, which does what its parent says. */

const [redisUrl = '', databaseUrl = '', me = '0'] = process.argv.slice(2);
const answers: Record<string, number> = { memory: 0, redis: 0, stale: 0, load: 0, waited: 0 };
const count = (name: string): void => void (answers[name] = (answers[name] ?? 0) + 1);
const options: CacheOptions = {
  singleInstance: false,
  redisUrl,
  metrics: {
    hit: (_kind, tier) => count(tier),
    miss: () => count('load'),
    load: () => undefined,
    refresh: () => undefined,
    leaseWait: () => count('waited'),
    acknowledgement: () => undefined,
    eviction: () => undefined,
  },
};
const connection = createRedisConnection(options);
const cache = createCache(options, connection);
const source = new RowSource(databaseUrl);
const pacer = new Redis(redisUrl);
pacer.on('error', () => undefined);
cache.onModuleInit();

const keyOf = (trial: number) => cacheKeys.player(`r${trial}`);
const wallClock = (): number => performance.timeOrigin + performance.now();

/** Lets some turns of the event loop or some round trips to Redis pass: the time scales on which the caches work. */
async function pass(choose: (below: number) => number, most: number): Promise<void> {
  const step = choose(3) === 0 ? () => pacer.ping() : () => turn();
  for (let left = choose(most + 1); left > 0; left -= 1) await step();
}

/** This instance's part of one trial: one reader or two, and the writers that the seed gives it. */
async function race(trial: number, seed: number, complaints: string[]): Promise<void> {
  const plan = chooser(seed + trial);
  const mine = Array.from({ length: plan(4) === 0 ? 2 : 1 }, () => plan(2)).filter(
    (owner) => owner === Number(me),
  ).length;
  const choose = chooser(seed + 2 * trial + Number(me) + 1_000_003);
  let announced = 0;
  const load = async (): Promise<number> => {
    const snapshot = await source.read(`r${trial}`);
    // Half of the loads come back late: what they saw may have been replaced meanwhile.
    if (choose(2) === 0) await pass(choose, 8);
    return snapshot;
  };
  const read = async (): Promise<void> => {
    await pass(choose, 6);
    const atLeast = announced;
    const version = await cache.getOrSet(keyOf(trial), load);
    if (version < atLeast) complaints.push(`trial ${trial}: ${me} read ${version} after ${atLeast}`);
  };
  const write = async (): Promise<void> => {
    await pass(choose, 6);
    const version = await source.write(`r${trial}`);
    await cache.invalidate(keyOf(trial));
    announced = Math.max(announced, version);
  };
  const readers = Array.from({ length: 1 + choose(2) }, read);
  await Promise.all([...readers, ...Array.from({ length: mine }, write)]);
}

/** Complains about each row of which this process or Redis holds something else than the database. */
async function compare(first: number, length: number): Promise<string[]> {
  const rows = [...(await source.all(first, length))];
  const stored = await pacer.mget(rows.map(([id]) => `agl:${cacheKeys.player(id).key}`));
  return rows.flatMap(([id, version], i) => {
    const inRedis = stored[i]?.split('\n')[1] ?? String(version);
    const here = String(cache.peek<number>(cacheKeys.player(id)) ?? version);
    return [inRedis, here].every((found) => found === String(version))
      ? []
      : [`${id} is ${version}, instance ${me} holds ${here}, Redis ${inRedis}`];
  });
}

/** Reads the rows over and over until each is seen new. Answers when each was last served old. */
async function watch(first: number, length: number): Promise<number[]> {
  const lastOld = Array.from({ length }, () => 0);
  const open = new Set(lastOld.keys());
  while (open.size > 0) {
    for (const i of open) {
      const found =
        cache.peek<number>(keyOf(first + i)) ??
        (await cache.getOrSet(keyOf(first + i), () => source.read(`r${first + i}`)));
      if (found > 0) open.delete(i);
      else lastOld[i] = wallClock();
    }
    await turn();
  }
  return lastOld;
}

/** Writes the rows one after the other, some milliseconds apart. Answers when each was committed. */
async function writeSpread(first: number, length: number): Promise<number[]> {
  const committed: number[] = [];
  for (let i = 0; i < length; i += 1) {
    await source.write(`r${first + i}`);
    committed.push(wallClock());
    await cache.invalidate(keyOf(first + i));
  }
  return committed;
}

async function obey(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'state':
      return { redis: cache.redisState(), answers };
    case 'miss': {
      const load = () => source.readCounted(`r${command.row}`);
      const values = await Promise.all(
        Array.from({ length: command.readers }, () => cache.getOrSet(keyOf(command.row), load)),
      );
      return [...new Set(values)];
    }
    case 'warm':
      for (let i = 0; i < command.rows; i += 1) {
        await cache.getOrSet(keyOf(command.first + i), () => source.read(`r${command.first + i}`));
      }
      return undefined;
    case 'race': {
      const complaints: string[] = [];
      const trials = Array.from({ length: command.rows }, (_, i) => command.first + i);
      await Promise.all(trials.map((trial) => race(trial, command.seed, complaints)));
      return complaints;
    }
    case 'compare':
      return await compare(command.first, command.rows);
    case 'hold':
      return await cache.getOrSet(cacheKeys.game(command.mark), () => Promise.resolve('before'));
    case 'drop':
      return await cache.invalidate(cacheKeys.game(command.mark));
    case 'hear':
      while ((await cache.getOrSet(cacheKeys.game(command.mark), () => Promise.resolve('after'))) !== 'after')
        await turn();
      return undefined;
    case 'watch':
      return await watch(command.first, command.rows);
    case 'write':
      return await writeSpread(command.first, command.rows);
  }
}

process.on('message', ({ id, command }: { id: number; command: Command }) => {
  obey(command).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
