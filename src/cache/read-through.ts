import { setTimeout as pause } from 'node:timers/promises';
import { Bulkhead } from './bulkhead.js';
import { cacheLimits, leaseLooksMs } from './cache-limits.tables.js';
import { isConfirmed, isServable } from './cache-ttl.rules.js';
import type { CacheHitTier, CacheKey } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import type { EarlyRefresh } from './early-refresh.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { RedisHit, RedisLookUp, RedisTier } from './redis-tier.js';
import type { Ticket } from './single-flight.js';
import type { Errand, SourceLoader } from './source-loader.js';

export interface Outcome {
  readonly value: unknown;
  /** `load`: no tier had it. */
  readonly from: CacheHitTier | 'load';
}

/**
 * The way from a miss to a value: Redis, then the source. Over all instances one loads a key at a time: it has the
 * lease, and the others wait for its fill, but not for long.
 */
export class ReadThrough {
  private readonly bulkhead = new Bulkhead(cacheLimits.leaselessLoads, cacheLimits.leaselessWaitMs);

  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
    readonly loader: SourceLoader,
    readonly refreshes: EarlyRefresh,
    private readonly redis: RedisTier | null,
  ) {}

  /** One flight for a key at a time in this process; who asks meanwhile gets the same outcome. */
  read(errand: Errand): Promise<Outcome> {
    return this.local.loads.run(errand.key.key, (ticket) => this.fetch(errand, ticket));
  }

  /** What Redis has of the key, for a caller who will not fill it. */
  lookUp(errand: Pick<Errand, 'key' | 'lifetime' | 'since'>): Promise<RedisHit | undefined> {
    return this.local.lookUps.run(errand.key.key, async (ticket) => {
      const hit = await this.redis?.get(errand.key.key, undefined);
      if (hit) this.loader.keepHit(errand, hit, ticket);
      return hit;
    });
  }

  private async fetch(errand: Errand, ticket: Ticket): Promise<Outcome> {
    const { key, codec } = errand;
    if (!this.redis) return await this.load(errand, ticket, {});
    const found = await this.redis.open(key.key, codec);
    if (!isFollower(found)) return await this.settle(errand, ticket, found);
    const later = await this.awaitFill(errand, this.redis);
    if (!isFollower(later)) {
      this.settings.metrics.leaseWait(key.kind, 'answered');
      return await this.settle(errand, ticket, later);
    }
    this.settings.metrics.leaseWait(key.kind, 'given up');
    const stale = this.staleCopy(key, (copy, now) => isConfirmed(copy, now, this.local.confirmedAt));
    if (stale) return stale;
    // Once more after the queue, in which the fill may have arrived.
    return await this.bulkhead.run(async () =>
      this.settle(errand, ticket, (await this.redis?.claim(key.key, codec)) ?? {}),
    );
  }

  /** Looks again and again until the fill of the lease's holder is there, or its lease is free, or 200 ms have passed. */
  private async awaitFill({ key, codec }: Errand, redis: RedisTier): Promise<RedisLookUp> {
    const { environment } = this.settings;
    const giveUpAt = environment.now() + cacheLimits.leaseWaitMs;
    let found: RedisLookUp = {};
    for (const milliseconds of leaseLooksMs) {
      await pause(milliseconds);
      found = await redis.claim(key.key, codec);
      if (!isFollower(found) || environment.now() >= giveUpAt) break;
    }
    return found;
  }

  private async settle(errand: Errand, ticket: Ticket, found: RedisLookUp): Promise<Outcome> {
    const { hit } = found;
    if (!hit) return await this.load(errand, ticket, found);
    const copy = this.loader.keepHit(errand, hit, ticket);
    if (copy) {
      this.refreshes.draw(copy, this.settings.environment.now());
      if (copy.refreshDue) this.refreshes.start(errand, copy);
    }
    return { value: hit.value, from: 'redis' };
  }

  private async load(errand: Errand, ticket: Ticket, { right }: RedisLookUp): Promise<Outcome> {
    try {
      return { value: await this.loader.load(errand, ticket, right), from: 'load' };
    } catch (error) {
      const stale = this.staleCopy(errand.key, () => this.settings.isUnavailable(error));
      if (!stale) throw error;
      return stale;
    }
  }

  /** A copy past its lifetime, when there is one that `mayServe` allows. */
  private staleCopy(key: CacheKey, mayServe: (copy: MemoryEntry, now: number) => boolean): Outcome | undefined {
    const copy = this.local.memory.get(key.key);
    const now = this.settings.environment.now();
    if (!copy) return undefined;
    // Another read may have put it there meanwhile.
    if (isServable(copy, now, this.local.confirmedAt)) return { value: copy.value, from: 'memory' };
    if (now >= copy.staleUntil || !mayServe(copy, now)) return undefined;
    // Fresh for another second, so that one reader a second waits for the source and not each.
    const servedUntil = Math.min(now + cacheLimits.staleRetryMs, copy.staleUntil);
    const freshUntil = Math.max(copy.freshUntil, servedUntil);
    this.local.memory.put(key.key, { ...copy, freshUntil, refreshFrom: Number.POSITIVE_INFINITY });
    return { value: copy.value, from: 'stale' };
  }
}

/** Whether another instance holds the lease of a key whose value is not there. */
function isFollower({ right }: RedisLookUp): boolean {
  return right !== undefined && right.lease === null;
}
