import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { cacheLimits } from './cache-limits.tables.js';
import { isServable, lifetimeMs } from './cache-ttl.rules.js';
import type { CacheCodec, CacheKey, CacheStats, RedisState } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import type { InvalidationBus } from './invalidation-bus.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { ReadThrough } from './read-through.js';
import type { RedisTier } from './redis-tier.js';
import type { Errand } from './source-loader.js';
import type { AnyCodec } from './value-form.rules.js';

/**
 * The cache-aside provider: the in-process tier, then Redis, then the source. A cache that fails costs time, never an
 * answer. Values are shared between their readers and therefore immutable: JSON, which is frozen (see `freezeJson`), or
 * what a codec makes.
 */
export class CacheService implements OnModuleInit, OnModuleDestroy {
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
    private readonly reads: ReadThrough,
    private readonly redis: RedisTier | null,
    private readonly bus: InvalidationBus | null,
  ) {}

  /** Starts the connections and returns at once: the cache serves without them. */
  onModuleInit(): void {
    this.redis?.session.start();
    this.bus?.start();
    if (!this.redis) return;
    this.heartbeat = setInterval(() => this.beat(), cacheLimits.heartbeatMs);
    this.heartbeat.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.heartbeat);
    this.bus?.stop();
    this.local.dropAll();
  }

  /**
   * The value of `key`, loaded when no tier has it; one load for a key at a time, shared by all who ask meanwhile, also
   * on other instances while Redis is there. A copy near its end is refreshed in the background. `ttlSeconds` replaces the kind's lifetime (0: do not cache), but a kind that is off stays off. A load that
   * gives `null` or `undefined` is remembered for at most 5 s. Rejects as `load` does, unless the error means that the
   * source is unavailable and a stale copy is at hand. Without a codec, what `load` returns is frozen.
   */
  getOrSet<T>(
    key: CacheKey,
    load: () => Promise<T>,
    ttlSeconds?: number,
    codec?: CacheCodec<NonNullable<T>>,
  ): Promise<T> {
    const lifetime = lifetimeMs(key, this.settings.ttls[key.kind], ttlSeconds);
    if (lifetime > 0) {
      // Not an async function: a hit allocates its promise and nothing else.
      const copy = this.freshCopy(key);
      if (copy !== undefined) {
        this.settings.metrics.hit(key.kind, 'memory');
        if (copy.refreshDue) this.reads.refreshes.start(this.errand(key, lifetime, load, codec), copy);
        return Promise.resolve(copy.value as T);
      }
    }
    return this.readThrough(this.errand(key, lifetime, load, codec)) as Promise<T>;
  }

  /**
   * The value of `key` when this process has a fresh copy, at once; counted as a hit. `undefined` says nothing about the
   * key: ask `getOrSet`, which this leaves an early refresh to. For readers who can answer from what is at hand.
   */
  peek<T>(key: CacheKey): T | undefined {
    const copy = this.freshCopy(key);
    if (copy === undefined || copy.refreshDue) return undefined;
    this.settings.metrics.hit(key.kind, 'memory');
    return copy.value as T;
  }

  /** The cached value, or undefined. For values made elsewhere, with `set`. */
  async get<T>(key: CacheKey): Promise<T | undefined> {
    const lifetime = lifetimeMs(key, this.settings.ttls[key.kind]);
    if (lifetime === 0) return undefined;
    const copy = this.freshCopy(key);
    if (copy) {
      this.settings.metrics.hit(key.kind, 'memory');
      return copy.value as T;
    }
    const hit = await this.reads.lookUp({ key, lifetime, since: this.settings.environment.now() });
    if (hit) this.settings.metrics.hit(key.kind, 'redis');
    else this.settings.metrics.miss(key.kind);
    return hit?.value as T | undefined;
  }

  /**
   * Keeps a value made elsewhere, and freezes it. Only for keys that name everything their value depends on (a hash of
   * the input): there is nothing here that keeps an older value from replacing a newer one.
   */
  async set(key: CacheKey, value: unknown, ttlSeconds?: number): Promise<void> {
    const lifetime = lifetimeMs(key, this.settings.ttls[key.kind], ttlSeconds);
    if (lifetime > 0) await this.reads.loader.put(key, value, lifetime);
  }

  /**
   * Removes the keys from all tiers on all instances; call it after the commit that made them old, and before
   * answering. When it has returned, no read that begins on any instance sees what was there before, and no reader that
   * began earlier can put old data back. An instance that has not said within 100 ms that it has dropped its copies is
   * not waited for: it stops believing them after two seconds at the latest, unless it hears of it before. Never rejects:
   * while Redis is away it is not read, and the keys are removed from it before it is again.
   */
  async invalidate(...keys: CacheKey[]): Promise<void> {
    for (const { key } of keys) this.local.drop(key);
    await this.bus?.send(keys.map(({ key }) => key));
  }

  /** For the readiness route. A Redis that is down makes the service slower, not unready. */
  redisState(): RedisState {
    if (!this.redis) return 'disabled';
    return this.redis.session.usable ? 'up' : 'down';
  }

  stats(): CacheStats {
    const { memory, loads, lookUps, refreshes } = this.local;
    return {
      entries: memory.size,
      bytes: memory.bytes,
      maxBytes: memory.maxBytes,
      byKind: memory.byKind,
      inFlight: loads.size + lookUps.size + refreshes.size,
      redis: this.redisState(),
      circuit: this.redis?.session.circuit ?? 'closed',
      postponedInvalidations: this.redis?.session.postponedCount ?? 0,
    };
  }

  private beat(): void {
    this.redis?.session.tick();
    this.bus?.tick();
  }

  private freshCopy(key: CacheKey): MemoryEntry | undefined {
    const copy = this.local.memory.get(key.key);
    if (copy === undefined || this.isDeaf()) return undefined;
    const now = this.settings.environment.now();
    if (!isServable(copy, now, this.local.confirmedAt)) return undefined;
    this.reads.refreshes.draw(copy, now);
    return copy;
  }

  /** Whether others change things unheard, while Redis shows what they changed: then it is read instead of our copies. */
  private isDeaf(): boolean {
    return this.bus?.hears === false && this.redis?.session.usable === true;
  }

  private errand(key: CacheKey, lifetime: number, load: () => Promise<unknown>, codec: AnyCodec | undefined): Errand {
    return { key, lifetime, load, codec, since: this.settings.environment.now() };
  }

  private async readThrough(errand: Errand): Promise<unknown> {
    if (errand.lifetime === 0) return await this.reads.loader.loadOnly(errand);
    const { value, from } = await this.reads.read(errand);
    if (from === 'load') this.settings.metrics.miss(errand.key.kind);
    else this.settings.metrics.hit(errand.key.kind, from);
    return value;
  }
}
