import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createCache } from './cache.factory.js';
import { cacheKeys } from './cache-keys.tables.js';
import { isRefreshDue, refreshFrom } from './cache-ttl.rules.js';
import type { CacheService } from './cache.service.js';

const key = cacheKeys.player('hot');
const LIFETIME_MS = 300_000;
const LOAD_MS = 100;

interface World {
  readonly cache: CacheService;
  readonly refreshes: string[];
  now: number;
  /** What the next draw gives, in [0, 1). */
  draw: number;
  /** What the source answers, after a tenth of a second. */
  load: () => Promise<number>;
  loads: number;
}

/** A cache that holds a value loaded in 100 ms which expires at 300,000 ms. */
async function warmed(singleInstance = true): Promise<World> {
  const refreshes: string[] = [];
  const world: World = {
    refreshes,
    now: -LOAD_MS,
    draw: 0,
    loads: 0,
    load: () => {
      world.loads += 1;
      world.now += LOAD_MS;
      return Promise.resolve(world.loads);
    },
    cache: createCache(
      {
        singleInstance,
        environment: { now: () => world.now, wallClock: () => world.now, random: () => world.draw },
        metrics: {
          hit: () => undefined,
          miss: () => undefined,
          load: () => undefined,
          refresh: (_kind, outcome) => refreshes.push(outcome),
          leaseWait: () => undefined,
          acknowledgement: () => undefined,
          eviction: () => undefined,
        },
      },
      null,
    ),
  };
  await world.cache.getOrSet(key, world.load);
  return world;
}

/** What a source answers when it is told to. */
async function answerOf(source: EventEmitter): Promise<number> {
  const [value]: unknown[] = await once(source, 'answer');
  return Number(value);
}

describe('early refresh', () => {
  it('gives its reader the present value at once, and the next one the new value', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 1;
    world.draw = 0.5;
    expect(await world.cache.getOrSet(key, world.load)).toBe(1);
    await turn();
    expect(world.refreshes).toEqual(['loaded']);
    world.draw = 0;
    world.now = LIFETIME_MS + 1;
    expect(await world.cache.getOrSet(key, world.load)).toBe(2);
    expect(world.loads).toBe(2);
  });

  it('does not happen while there is much time left, whatever is drawn', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 37 * LOAD_MS;
    world.draw = 1 - 2 ** -53;
    await world.cache.getOrSet(key, world.load);
    expect(world.loads).toBe(1);
  });

  it('comes before a copy may no longer be believed, where nothing tells that invalidations arrive', async () => {
    const world = await warmed(false);
    // Two seconds after its load began, 100 ms before its end.
    world.now = -LOAD_MS + 2_000 - 1;
    world.draw = 0.5;
    expect(await world.cache.getOrSet(key, world.load)).toBe(1);
    await turn();
    expect(world.refreshes).toEqual(['loaded']);
    world.now = 2_000;
    expect(await world.cache.getOrSet(key, world.load)).toBe(2);
  });

  it('happens once for all who read meanwhile', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 1;
    world.draw = 0.5;
    const source = new EventEmitter();
    let loads = 0;
    const slow = (): Promise<number> => {
      loads += 1;
      return answerOf(source);
    };
    for (let i = 0; i < 100; i += 1) expect(await world.cache.getOrSet(key, slow)).toBe(1);
    expect(loads).toBe(1);
    source.emit('answer', 9);
    await turn();
    expect(await world.cache.getOrSet(key, slow)).toBe(9);
  });

  it('that fails is counted, leaves the value, and is not tried again within a second', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 2_000;
    world.draw = 1 - 2 ** -53;
    let attempts = 0;
    const fail = (): Promise<number> => {
      attempts += 1;
      return Promise.reject(new Error('no'));
    };
    for (const later of [0, 999, 1_000]) {
      world.now = LIFETIME_MS - 2_000 + later;
      expect(await world.cache.getOrSet(key, fail)).toBe(1);
      await turn();
    }
    expect(attempts).toBe(2);
    expect(world.refreshes).toEqual(['failed', 'failed']);
  });

  it('puts nothing back that was invalidated while it was under way', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 1;
    world.draw = 0.5;
    const source = new EventEmitter();
    await world.cache.getOrSet(key, () => answerOf(source));
    await world.cache.invalidate(key);
    source.emit('answer', -1);
    await turn();
    expect(await world.cache.getOrSet(key, world.load)).toBe(2);
  });

  it('is left to getOrSet by peek', async () => {
    const world = await warmed();
    world.now = LIFETIME_MS - 1;
    world.draw = 0.5;
    expect(world.cache.peek(key)).toBeUndefined();
    world.draw = 0;
    expect(await world.cache.getOrSet(key, world.load)).toBe(1);
    await turn();
    expect(world.refreshes).toEqual(['loaded']);
    expect(world.cache.peek(key)).toBe(2);
  });
});

describe('isRefreshDue', () => {
  it('is drawn by one reader in e when one load is left, and by all when nothing is', () => {
    const due = (leftMs: number): number =>
      Array.from({ length: 10_000 }, (_, i) => isRefreshDue(leftMs, LOAD_MS, i / 10_000)).filter(Boolean).length;
    expect(due(LOAD_MS) / 10_000).toBeCloseTo(1 / Math.E, 3);
    expect(due(0)).toBe(10_000);
  });

  it('is never true before refreshFrom', () => {
    const from = refreshFrom(1_000_000, LOAD_MS);
    expect(isRefreshDue(1_000_000 - from + 1, LOAD_MS, 1 - 2 ** -53)).toBe(false);
    expect(isRefreshDue(1_000_000 - from - 1, LOAD_MS, 1 - 2 ** -53)).toBe(true);
  });
});
