import { describe, expect, it } from '@jest/globals';
import { freshness } from './cache-ttl.rules.js';
import type { CacheKind } from './cache.types.js';
import { MemoryTier } from './memory-tier.js';
import type { MemoryEntry } from './memory-tier.js';

/** Times of early refresh, which a tier does not look at. */
const STILL = { expiresAt: 0, loadMs: 0, refreshFrom: 0, refreshDue: false };

function entry(bytes: number): MemoryEntry {
  return { ...freshness(0, 60_000, false), kind: 'player', value: { bytes }, bytes, ...STILL };
}

describe('MemoryTier', () => {
  it('stays within its bytes and lets the least recently read go first', () => {
    const evicted: CacheKind[] = [];
    const tier = new MemoryTier(20_000, (kind) => evicted.push(kind));
    for (let i = 0; i < 10; i += 1) tier.put(`k${i}`, entry(1_000));
    tier.get('k0');
    for (let i = 10; i < 20; i += 1) tier.put(`k${i}`, entry(1_000));
    expect(tier.bytes).toBeLessThanOrEqual(20_000);
    expect(tier.get('k0')).toBeDefined();
    expect(tier.get('k1')).toBeUndefined();
    expect(evicted).toHaveLength(20 - tier.size);
  });

  it('does not let one large value empty it, nor keep the old one in its place', () => {
    const tier = new MemoryTier(20_000, () => undefined);
    tier.put('small', entry(10));
    tier.put('grown', entry(10));
    tier.put('grown', entry(18_000));
    expect(tier.get('grown')).toBeUndefined();
    expect(tier.get('small')).toBeDefined();
  });

  it('counts bytes back to zero', () => {
    const tier = new MemoryTier(20_000, () => undefined);
    tier.put('a', entry(10));
    tier.put('a', entry(20));
    tier.delete('a');
    expect([tier.size, tier.bytes]).toEqual([0, 0]);
    tier.put('b', entry(10));
    tier.clear();
    expect([tier.size, tier.bytes]).toEqual([0, 0]);
    expect(tier.byKind.get('player')).toEqual({ entries: 0, bytes: 0 });
  });

  it('knows what it holds of each kind, also when entries are replaced, pushed out or refused', () => {
    const tier = new MemoryTier(20_000, () => undefined);
    for (let i = 0; i < 30; i += 1) tier.put(`k${i % 20}`, { ...entry(1_000), kind: i % 3 === 0 ? 'game' : 'player' });
    tier.put('k29', entry(18_000));
    const held = [...tier.byKind.values()];
    expect(held.reduce((sum, { entries }) => sum + entries, 0)).toBe(tier.size);
    expect(held.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(tier.bytes);
    expect(tier.byKind.get('game')?.entries).toBeGreaterThan(0);
  });

  it('keeps nothing when it has no room', () => {
    const tier = new MemoryTier(0, () => undefined);
    tier.put('a', entry(10));
    expect([tier.get('a'), tier.size, tier.bytes]).toEqual([undefined, 0, 0]);
  });
});
