import { describe, expect, it } from '@jest/globals';
import { createCache } from './cache.factory.js';
import { cacheKeys } from './cache-keys.tables.js';
import type { CacheService } from './cache.service.js';
import type { CacheKind, CacheOptions } from './cache.types.js';

class Lost extends Error {}

const key = cacheKeys.player('p1');

/** A cache without Redis whose time stands still until `at` moves it, and a list of what it reported. */
function world(options: Partial<CacheOptions> = {}): { cache: CacheService; at: (ms: number) => void; log: string[] } {
  let time = 0;
  const log: string[] = [];
  const cache = createCache(
    {
      singleInstance: true,
      isUnavailable: (error) => error instanceof Lost,
      environment: { now: () => time, wallClock: () => time, random: () => 0 },
      metrics: {
        hit: (kind, tier) => log.push(`hit ${kind} ${tier}`),
        miss: (kind) => log.push(`miss ${kind}`),
        load: (kind, seconds) => log.push(`load ${kind} ${seconds}`),
        refresh: (kind, outcome) => log.push(`refresh ${kind} ${outcome}`),
        leaseWait: () => undefined,
        acknowledgement: () => undefined,
        eviction: (kind: CacheKind) => log.push(`eviction ${kind}`),
      },
      ...options,
    },
    null,
  );
  return {
    cache,
    log,
    at: (ms) => {
      time = ms;
    },
  };
}

/** A source that counts its reads: 1, 2, 3, … */
function counter(): () => Promise<{ n: number }> {
  let n = 0;
  return () => Promise.resolve({ n: (n += 1) });
}

const lost = (): Promise<{ n: number }> => Promise.reject(new Lost('no database'));

describe('CacheService.getOrSet', () => {
  it('loads once in a lifetime', async () => {
    const { cache, at, log } = world();
    const load = counter();
    expect(await cache.getOrSet(key, load)).toEqual({ n: 1 });
    at(299_999);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 1 });
    at(300_000);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 2 });
    expect(log).toEqual(['load player 0', 'miss player', 'hit player memory', 'load player 0', 'miss player']);
  });

  it('loads once for a thousand who ask at once', async () => {
    const { cache } = world();
    const load = counter();
    const values = await Promise.all(Array.from({ length: 1_000 }, () => cache.getOrSet(key, load)));
    expect(values.every(({ n }) => n === 1)).toBe(true);
  });

  it('also does so when nothing may be kept in process', async () => {
    const { cache } = world({ maxBytes: 0 });
    const load = counter();
    const values = await Promise.all(Array.from({ length: 1_000 }, () => cache.getOrSet(key, load)));
    expect(values.every(({ n }) => n === 1)).toBe(true);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 2 });
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0, maxBytes: 0 });
  });

  it('lets no reader change what the others get', async () => {
    const { cache } = world();
    const value = await cache.getOrSet(key, counter());
    expect(() => {
      value.n = 9;
    }).toThrow(TypeError);
    expect(await cache.getOrSet(key, counter())).toEqual({ n: 1 });
  });

  it('always loads a kind that is off, and freezes that as well', async () => {
    const { cache } = world({ ttls: { player: 0 } });
    const load = counter();
    await cache.getOrSet(key, load, 60);
    const second = await cache.getOrSet(key, load, 60);
    expect(second).toEqual({ n: 2 });
    expect(Object.isFrozen(second)).toBe(true);
    expect(cache.stats().entries).toBe(0);
  });

  it.each([null, undefined])('remembers %s for five seconds', async (absent) => {
    const { cache, at } = world();
    let loads = 0;
    const load = (): Promise<null | undefined> => {
      loads += 1;
      return Promise.resolve(absent);
    };
    await cache.getOrSet(key, load);
    at(4_999);
    expect(await cache.getOrSet(key, load)).toBe(absent);
    expect(loads).toBe(1);
    at(5_000);
    await cache.getOrSet(key, load);
    expect(loads).toBe(2);
  });

  it('refuses a value that a cached copy could not equal', async () => {
    const { cache } = world();
    await expect(cache.getOrSet(key, () => Promise.resolve({ at: new Date(0) }))).rejects.toThrow(
      'player.at cannot be cached',
    );
  });

  it('believes a copy for two seconds when other instances may write and there is no bus', async () => {
    const { cache, at } = world({ singleInstance: false });
    const load = counter();
    await cache.getOrSet(key, load);
    at(1_999);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 1 });
    at(2_000);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 2 });
  });
});

describe('CacheService, when the source is lost', () => {
  it('serves the old copy for ten minutes and asks the source once a second', async () => {
    const { cache, at, log } = world();
    await cache.getOrSet(key, counter());
    at(300_000);
    expect(await cache.getOrSet(key, lost)).toEqual({ n: 1 });
    at(300_999);
    expect(await cache.getOrSet(key, counter())).toEqual({ n: 1 });
    expect(log.slice(2)).toEqual(['load player 0', 'hit player stale', 'hit player memory']);
    at(899_999);
    expect(await cache.getOrSet(key, lost)).toEqual({ n: 1 });
    at(900_000);
    await expect(cache.getOrSet(key, lost)).rejects.toThrow('no database');
  });

  it('takes the new value as soon as the source is back', async () => {
    const { cache, at } = world();
    const load = counter();
    await cache.getOrSet(key, load);
    at(300_000);
    await cache.getOrSet(key, lost);
    at(301_000);
    expect(await cache.getOrSet(key, load)).toEqual({ n: 2 });
  });

  it('passes on any other error', async () => {
    const { cache, at } = world();
    await cache.getOrSet(key, counter());
    at(300_000);
    await expect(cache.getOrSet(key, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  });

  it('serves no old copy of what was invalidated', async () => {
    const { cache } = world();
    await cache.getOrSet(key, counter());
    await cache.invalidate(key);
    await expect(cache.getOrSet(key, lost)).rejects.toThrow('no database');
  });
});

describe('CacheService.get and set', () => {
  const line = cacheKeys.dialogue('h1');

  it('keeps what was made elsewhere for its lifetime', async () => {
    const { cache, at, log } = world();
    expect(await cache.get(line)).toBeUndefined();
    await cache.set(line, { text: 'Well played!' });
    at(3_599_999);
    expect(await cache.get(line)).toEqual({ text: 'Well played!' });
    at(3_600_000);
    expect(await cache.get(line)).toBeUndefined();
    expect(log).toEqual(['miss dialogue', 'hit dialogue memory', 'miss dialogue']);
  });

  it('does nothing for a kind that is off', async () => {
    const { cache } = world({ ttls: { dialogue: 0 } });
    await cache.set(line, { text: 'Well played!' });
    expect(await cache.get(line)).toBeUndefined();
  });
});

describe('CacheService.stats', () => {
  it('shows what is held and that there is no Redis', async () => {
    const { cache } = world();
    await cache.getOrSet(key, counter());
    const stats = cache.stats();
    expect(stats).toMatchObject({ entries: 1, inFlight: 0, redis: 'disabled', postponedInvalidations: 0 });
    expect(stats.bytes).toBeGreaterThan(0);
  });

  it('counts what had to make room', async () => {
    const { cache, log } = world({ maxBytes: 10_000 });
    for (let i = 0; i < 50; i += 1) await cache.getOrSet(cacheKeys.game(`${i}`), counter());
    expect(log.filter((entry) => entry === 'eviction game')).toHaveLength(50 - cache.stats().entries);
    expect(cache.stats().bytes).toBeLessThanOrEqual(10_000);
  });
});
