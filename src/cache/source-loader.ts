import { cacheLimits } from './cache-limits.tables.js';
import { fillLifetimeMs, freshness, refreshFrom, remainingMs } from './cache-ttl.rules.js';
import type { CacheKey } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import { freezeJson } from './json-value.rules.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { FillRight, RedisFill, RedisHit, RedisTier } from './redis-tier.js';
import type { Ticket } from './single-flight.js';
import { packValue } from './value-form.rules.js';
import type { AnyCodec } from './value-form.rules.js';

/** A read that the in-process tier could not answer, or not for much longer. */
export interface Errand {
  readonly key: CacheKey;
  /** Monotonic milliseconds at which it began: whatever it finds was not yet invalidated then. */
  readonly since: number;
  /** Milliseconds a fill lives, before jitter. */
  readonly lifetime: number;
  readonly load: () => Promise<unknown>;
  readonly codec: AnyCodec | undefined;
}

type Kept = Pick<RedisFill, 'bytes' | 'expiresAt' | 'loadMs'>;

/** Reads the source and keeps what it gave, in process and in Redis. */
export class SourceLoader {
  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
    private readonly redis: RedisTier | null,
  ) {}

  /** The source's value for a kind that is off: timed, and kept nowhere. */
  async loadOnly({ key, load, codec }: Errand): Promise<unknown> {
    const { value } = await this.timed(key, load);
    return codec ? value : freezeJson(value, key.kind);
  }

  /**
   * The source's value. It is kept here unless the ticket was superseded, and in Redis where there is a right to it;
   * nobody waits for that. Rejects as the load does, and then gives back the lease that came with the right.
   */
  async load(errand: Errand, ticket: Ticket, right: FillRight | undefined): Promise<unknown> {
    const { key } = errand;
    try {
      const { value, loadMs } = await this.timed(key, errand.load);
      const fill = this.fillOf(errand, value, loadMs);
      const copy = ticket.superseded ? undefined : this.keep(errand, value, fill, fill.lifetimeMs);
      if (right) void this.fillRedis(key, right, fill, copy);
      return value;
    } catch (error) {
      if (right) void this.redis?.release(key.key, right);
      throw error;
    }
  }

  /** Keeps here what Redis had; undefined when it was invalidated on its way. */
  keepHit(errand: Omit<Errand, 'load' | 'codec'>, hit: RedisHit, ticket: Ticket): MemoryEntry | undefined {
    if (ticket.superseded) return undefined;
    const lifetimeMs = remainingMs(hit.expiresAt, this.settings.environment.wallClock(), errand.lifetime);
    return this.keep(errand, hit.value, hit, lifetimeMs);
  }

  /** Keeps a value made elsewhere in both tiers. */
  async put(key: CacheKey, value: unknown, lifetime: number): Promise<void> {
    const since = this.settings.environment.now();
    const fill = this.fillOf({ key, lifetime, codec: undefined }, value, 0);
    this.keep({ key, since }, value, fill, fill.lifetimeMs);
    await this.redis?.put(key.key, fill);
  }

  private async fillRedis(
    { key }: CacheKey,
    right: FillRight,
    fill: RedisFill,
    copy: MemoryEntry | undefined,
  ): Promise<void> {
    const accepted = await this.redis?.fill(key, right, fill);
    // Refused: it was invalidated while it was loaded, and the message about that may not have arrived.
    if (accepted === false && this.local.memory.get(key) === copy) this.local.memory.delete(key);
  }

  private keep(
    { key: { key, kind }, since }: Pick<Errand, 'key' | 'since'>,
    value: unknown,
    { bytes, expiresAt, loadMs }: Kept,
    lifetime: number,
  ): MemoryEntry {
    const absent = value === null || value === undefined;
    const { freshUntil, staleUntil } = freshness(this.settings.environment.now(), lifetime, absent);
    // Spelt out: spreading objects here cost more than all the rest of a hit in Redis.
    const copy: MemoryEntry = {
      asOf: since,
      freshUntil,
      staleUntil,
      kind,
      value,
      bytes,
      expiresAt,
      loadMs,
      refreshFrom: refreshFrom(Math.min(freshUntil, since + cacheLimits.unconfirmedTtlMs), loadMs),
      refreshDue: false,
    };
    this.local.memory.put(key, copy);
    return copy;
  }

  private fillOf({ key, lifetime, codec }: Omit<Errand, 'load' | 'since'>, value: unknown, loadMs: number): RedisFill {
    const { environment } = this.settings;
    const absent = value === null || value === undefined;
    const lifetimeMs = fillLifetimeMs(lifetime, absent, environment.random());
    const expiresAt = Math.ceil(environment.wallClock() + lifetimeMs);
    return { ...packValue(value, codec, key.kind), lifetimeMs, expiresAt, loadMs };
  }

  private async timed(key: CacheKey, load: () => Promise<unknown>): Promise<{ value: unknown; loadMs: number }> {
    const { environment, metrics } = this.settings;
    const startedAt = environment.now();
    let elapsed = 0;
    let value: unknown;
    try {
      value = await load();
    } finally {
      elapsed = environment.now() - startedAt;
      metrics.load(key.kind, elapsed / 1_000);
    }
    return { value, loadMs: Math.ceil(elapsed) };
  }
}
