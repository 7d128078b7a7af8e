import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { cacheLimits } from './cache-limits.tables.js';
import { fillLifetimeMs, freshness, isServable, lifetimeMs, remainingMs } from './cache-ttl.rules.js';
import type { CacheHitTier, CacheKey, CacheStats, RedisState } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import type { InvalidationBus } from './invalidation-bus.js';
import { freezeJson } from './json-value.rules.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { FillToken, RedisHit, RedisTier } from './redis-tier.js';
import { toJson } from './redis-value.rules.js';
import type { Ticket } from './single-flight.js';

interface Outcome<T> {
  readonly value: T;
  /** `load`: no tier had it. */
  readonly from: CacheHitTier | 'load';
}

/** One `getOrSet` on its way through the tiers. */
interface Errand<T> {
  readonly key: CacheKey;
  readonly lifetime: number;
  readonly load: () => Promise<T>;
  readonly ticket: Ticket;
}

/**
 * The cache-aside provider: the in-process tier, then Redis, then the source. A cache that fails costs time, never an
 * answer. Values are shared between their readers and therefore frozen, and they must be JSON (see `freezeJson`).
 */
export class CacheService implements OnModuleInit, OnModuleDestroy {
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
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
   * The value of `key`, loaded when no tier has it; one load for a key at a time in this process, shared by all who ask
   * meanwhile. `ttlSeconds` replaces the kind's lifetime (0: do not cache), but a kind that is off stays off. A load that
   * gives `null` or `undefined` is remembered for at most 5 s. Rejects as `load` does, unless the error means that the
   * source is unavailable and a stale copy is at hand. What `load` returns is frozen.
   */
  async getOrSet<T>(key: CacheKey, load: () => Promise<T>, ttlSeconds?: number): Promise<T> {
    const lifetime = lifetimeMs(key, this.settings.ttls[key.kind], ttlSeconds);
    if (lifetime === 0) return freezeJson(await this.timed(key, load), key.kind);
    const copy = this.freshCopy(key);
    if (copy) return copy.value as T;
    const outcome = await this.local.loads.run(key.key, (ticket) => this.fetch({ key, lifetime, load, ticket }));
    if (outcome.from === 'load') this.settings.metrics.miss(key.kind);
    else this.settings.metrics.hit(key.kind, outcome.from);
    return outcome.value;
  }

  /** The cached value, or undefined. For values made elsewhere, with `set`. */
  async get<T>(key: CacheKey): Promise<T | undefined> {
    const lifetime = lifetimeMs(key, this.settings.ttls[key.kind]);
    if (lifetime === 0) return undefined;
    const copy = this.freshCopy(key);
    if (copy) return copy.value as T;
    const hit = await this.local.lookUps.run(key.key, (ticket) => this.lookUp(key, lifetime, ticket));
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
    if (lifetime === 0) return;
    const json = toJson(freezeJson(value, key.kind));
    const fillLifetime = this.fillLifetime(lifetime, value);
    this.keep(key, value, json.length, fillLifetime);
    await this.redis?.put(key.key, json, fillLifetime);
  }

  /**
   * Removes the keys from all tiers on all instances; call it after the commit that made them old, and before
   * answering. When it has returned, no read that begins on this instance sees what was there before, other instances
   * follow within milliseconds, and no reader that began earlier can put old data back. Never rejects: while Redis is
   * away it is not read, and the keys are removed from it before it is again.
   */
  async invalidate(...keys: CacheKey[]): Promise<void> {
    for (const { key } of keys) this.local.drop(key);
    if (!this.redis) return;
    await this.redis.invalidate(keys.map(({ key }) => key));
    // Again: until Redis had it, a reader may have taken the old value from there.
    for (const { key } of keys) this.local.drop(key);
  }

  /** For the readiness route. A Redis that is down makes the service slower, not unready. */
  redisState(): RedisState {
    if (!this.redis) return 'disabled';
    return this.redis.session.usable ? 'up' : 'down';
  }

  stats(): CacheStats {
    const { memory, loads, lookUps } = this.local;
    return {
      entries: memory.size,
      bytes: memory.bytes,
      maxBytes: memory.maxBytes,
      inFlight: loads.size + lookUps.size,
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
    if (!copy || !isServable(copy, this.settings.environment.now(), this.confirmedAt())) return undefined;
    this.settings.metrics.hit(key.kind, 'memory');
    return copy;
  }

  private confirmedAt(): number {
    if (this.settings.singleInstance) return Number.POSITIVE_INFINITY;
    return this.bus?.confirmedAt ?? Number.NEGATIVE_INFINITY;
  }

  private async fetch<T>(errand: Errand<T>): Promise<Outcome<T>> {
    const found = await this.redis?.open(errand.key.key);
    if (!found?.hit) return await this.loadThrough(errand, found?.fill);
    this.keepHit(errand.key, found.hit, errand.lifetime, errand.ticket);
    return { value: found.hit.value as T, from: 'redis' };
  }

  private async lookUp(key: CacheKey, lifetime: number, ticket: Ticket): Promise<RedisHit | undefined> {
    const hit = await this.redis?.get(key.key);
    if (hit) this.keepHit(key, hit, lifetime, ticket);
    return hit;
  }

  private async loadThrough<T>(errand: Errand<T>, right: FillToken | undefined): Promise<Outcome<T>> {
    const { key, ticket } = errand;
    let value: T;
    try {
      value = await this.timed(key, errand.load);
    } catch (error) {
      const stale = this.staleCopy(key, error);
      if (!stale) throw error;
      return { value: stale.value as T, from: 'stale' };
    }
    const json = toJson(freezeJson(value, key.kind));
    const lifetime = this.fillLifetime(errand.lifetime, value);
    const copy = ticket.superseded ? undefined : this.keep(key, value, json.length, lifetime);
    if (right) void this.fillRedis(key, right, json, lifetime, copy);
    return { value, from: 'load' };
  }

  private async fillRedis(
    { key }: CacheKey,
    right: FillToken,
    json: string,
    lifetime: number,
    copy: MemoryEntry | undefined,
  ): Promise<void> {
    const accepted = await this.redis?.fill(key, right, json, lifetime);
    // Refused: it was invalidated while it was loaded, and the message about that may not have arrived.
    if (accepted === false && this.local.memory.get(key) === copy) this.local.memory.delete(key);
  }

  private staleCopy(key: CacheKey, error: unknown): MemoryEntry | undefined {
    const copy = this.local.memory.get(key.key);
    const now = this.settings.environment.now();
    if (!copy || now >= copy.staleUntil || !this.settings.isUnavailable(error)) return undefined;
    // Fresh for another second, so that one reader a second waits for the lost source and not each.
    const servedUntil = Math.min(now + cacheLimits.staleRetryMs, copy.staleUntil);
    this.local.memory.put(key.key, { ...copy, freshUntil: Math.max(copy.freshUntil, servedUntil) });
    return copy;
  }

  private keepHit(key: CacheKey, hit: RedisHit, lifetime: number, ticket: Ticket): void {
    freezeJson(hit.value);
    if (ticket.superseded) return;
    const left = remainingMs(hit.expiresAt, this.settings.environment.wallClock(), lifetime);
    this.keep(key, hit.value, hit.jsonLength, left);
  }

  private keep({ key, kind }: CacheKey, value: unknown, jsonLength: number, lifetime: number): MemoryEntry {
    const absent = value === null || value === undefined;
    const times = freshness(this.settings.environment.now(), lifetime, absent);
    const copy: MemoryEntry = { ...times, kind, value, jsonLength };
    this.local.memory.put(key, copy);
    return copy;
  }

  private fillLifetime(lifetime: number, value: unknown): number {
    return fillLifetimeMs(lifetime, value === null || value === undefined, this.settings.environment.random());
  }

  private async timed<T>(key: CacheKey, load: () => Promise<T>): Promise<T> {
    const { environment, metrics } = this.settings;
    const startedAt = environment.now();
    try {
      return await load();
    } finally {
      metrics.load(key.kind, (environment.now() - startedAt) / 1_000);
    }
  }
}
