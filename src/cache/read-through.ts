import { cacheLimits } from './cache-limits.tables.js';
import { fillLifetimeMs, freshness, remainingMs } from './cache-ttl.rules.js';
import type { CacheHitTier, CacheKey } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import { freezeJson } from './json-value.rules.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { FillToken, RedisFill, RedisHit, RedisTier } from './redis-tier.js';
import type { Ticket } from './single-flight.js';
import { packValue } from './value-form.rules.js';
import type { AnyCodec } from './value-form.rules.js';

/** A read that the in-process tier could not answer. */
export interface Errand {
  readonly key: CacheKey;
  /** Milliseconds a fill lives, before jitter. */
  readonly lifetime: number;
  readonly load: () => Promise<unknown>;
  readonly codec: AnyCodec | undefined;
}

export interface Outcome {
  readonly value: unknown;
  /** `load`: no tier had it. */
  readonly from: CacheHitTier | 'load';
}

/** The way from a miss to a value: Redis, then the source, and what is kept of it on the way back. */
export class ReadThrough {
  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
    private readonly redis: RedisTier | null,
  ) {}

  /** One flight for a key at a time in this process; who asks meanwhile gets the same outcome. */
  read(errand: Errand): Promise<Outcome> {
    return this.local.loads.run(errand.key.key, (ticket) => this.fetch(errand, ticket));
  }

  /** What Redis has of the key, for a caller who will not fill it. */
  lookUp(key: CacheKey, lifetime: number): Promise<RedisHit | undefined> {
    return this.local.lookUps.run(key.key, async (ticket) => {
      const hit = await this.redis?.get(key.key, undefined);
      if (hit) this.keepHit(key, hit, lifetime, ticket);
      return hit;
    });
  }

  /** The source's value for a kind that is off. */
  async loadOnly({ key, load, codec }: Errand): Promise<unknown> {
    const value = await this.timed(key, load);
    return codec ? value : freezeJson(value, key.kind);
  }

  /** Keeps a value made elsewhere in both tiers. */
  async put(key: CacheKey, value: unknown, lifetime: number): Promise<void> {
    const fill = this.fillOf(key, value, undefined, lifetime);
    this.keep(key, value, fill);
    await this.redis?.put(key.key, fill);
  }

  private async fetch(errand: Errand, ticket: Ticket): Promise<Outcome> {
    const found = await this.redis?.open(errand.key.key, errand.codec);
    if (!found?.hit) return await this.loadThrough(errand, ticket, found?.fill);
    this.keepHit(errand.key, found.hit, errand.lifetime, ticket);
    return { value: found.hit.value, from: 'redis' };
  }

  private async loadThrough(errand: Errand, ticket: Ticket, right: FillToken | undefined): Promise<Outcome> {
    const { key } = errand;
    let value: unknown;
    try {
      value = await this.timed(key, errand.load);
    } catch (error) {
      const stale = this.staleCopy(key, error);
      if (!stale) throw error;
      return { value: stale.value, from: 'stale' };
    }
    const fill = this.fillOf(key, value, errand.codec, errand.lifetime);
    const copy = ticket.superseded ? undefined : this.keep(key, value, fill);
    if (right) void this.fillRedis(key, right, fill, copy);
    return { value, from: 'load' };
  }

  private async fillRedis(
    { key }: CacheKey,
    right: FillToken,
    fill: RedisFill,
    copy: MemoryEntry | undefined,
  ): Promise<void> {
    const accepted = await this.redis?.fill(key, right, fill);
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
    if (ticket.superseded) return;
    const lifetimeMs = remainingMs(hit.expiresAt, this.settings.environment.wallClock(), lifetime);
    this.keep(key, hit.value, { lifetimeMs, bytes: hit.bytes });
  }

  private keep({ key, kind }: CacheKey, value: unknown, fill: Pick<RedisFill, 'lifetimeMs' | 'bytes'>): MemoryEntry {
    const absent = value === null || value === undefined;
    const times = freshness(this.settings.environment.now(), fill.lifetimeMs, absent);
    const copy: MemoryEntry = { ...times, kind, value, bytes: fill.bytes };
    this.local.memory.put(key, copy);
    return copy;
  }

  private fillOf(key: CacheKey, value: unknown, codec: AnyCodec | undefined, lifetime: number): RedisFill {
    const { environment } = this.settings;
    const absent = value === null || value === undefined;
    const lifetimeMs = fillLifetimeMs(lifetime, absent, environment.random());
    const expiresAt = Math.ceil(environment.wallClock() + lifetimeMs);
    return { ...packValue(value, codec, key.kind), lifetimeMs, expiresAt, loadMs: 0 };
  }

  private async timed(key: CacheKey, load: () => Promise<unknown>): Promise<unknown> {
    const { environment, metrics } = this.settings;
    const startedAt = environment.now();
    try {
      return await load();
    } finally {
      metrics.load(key.kind, (environment.now() - startedAt) / 1_000);
    }
  }
}
