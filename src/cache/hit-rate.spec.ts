import { describe, expect, it } from '@jest/globals';
import { createCache } from './cache.factory.js';
import { cacheKeys } from './cache-keys.tables.js';

const PLAYERS = 20_000;
const STEPS = 150_000;
/** Steps before the counting begins: one lifetime. */
const WARM_UP = 30_000;
const STEP_MS = 10;
const LIFETIME_MS = 300_000;
const WRITE_SHARE = 0.05;
const SEED = 20_261_124;
/** About what a player's answer weighs at most. */
const VIEW = { id: '0197f3c2-7d1e-7c3a-9b1a-2f6c3d4e5f60', preferences: 'x'.repeat(1_000) };

/** Uniform in [0, 1), the same for the same seed (xorshift, 32 bits). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Players drawn by Zipf's law with exponent 1: the k-th is read 1/k as often as the first. */
function zipf(random: () => number): () => number {
  let sum = 0;
  const cumulated = Float64Array.from({ length: PLAYERS }, (_, i) => (sum += 1 / (i + 1)));
  return () => {
    const aim = random() * sum;
    let [low, high] = [0, PLAYERS - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulated[middle] ?? 0) < aim) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

describe('the hit rate over 20,000 players, read by Zipf and written to by one step in twenty', () => {
  it('is at least 0.97 of that of a cache without bounds and with the same lifetimes', async () => {
    const random = uniform(SEED);
    const player = zipf(random);
    let now = 0;
    let loads = 0;
    const cache = createCache(
      { singleInstance: true, environment: { now: () => now, wallClock: () => now, random } },
      null,
    );
    const load = (): Promise<object> => {
      loads += 1;
      return Promise.resolve({ ...VIEW });
    };
    /** The cache without bounds: until when it has each player. */
    const unbounded = new Map<number, number>();
    const hits = { ours: 0, unbounded: 0 };
    for (let step = 0; step < STEPS; step += 1) {
      now = step * STEP_MS;
      const drawn = player();
      const key = cacheKeys.playerView(`player-${drawn}`);
      if (random() < WRITE_SHARE) {
        await cache.invalidate(key);
        unbounded.delete(drawn);
        continue;
      }
      const before = loads;
      await cache.getOrSet(key, load);
      const isKnown = now < (unbounded.get(drawn) ?? 0);
      if (!isKnown) unbounded.set(drawn, now + LIFETIME_MS);
      if (step < WARM_UP) continue;
      hits.ours += loads === before ? 1 : 0;
      hits.unbounded += isKnown ? 1 : 0;
    }
    expect(hits.unbounded).toBeGreaterThan((STEPS - WARM_UP) / 2);
    expect(hits.ours / hits.unbounded).toBeGreaterThanOrEqual(0.97);
    expect(cache.stats().bytes).toBeLessThanOrEqual(cache.stats().maxBytes);
  });
});
