import { cacheLimits } from './cache-limits.tables.js';
import { isRefreshDue, refreshFrom, servableUntil } from './cache-ttl.rules.js';
import type { CacheRefreshOutcome } from './cache.types.js';
import type { CacheSettings } from './cache.settings.js';
import type { LocalCopies } from './local-copies.js';
import type { MemoryEntry } from './memory-tier.js';
import type { RedisTier } from './redis-tier.js';
import type { Ticket } from './single-flight.js';
import type { Errand, SourceLoader } from './source-loader.js';

/**
 * Replaces a copy in the background shortly before it may no longer be served, so that nobody waits for a hot key. Each read draws
 * whether it is the one to ask for that, see `isRefreshDue`. One refresh of a key at a time, over all instances.
 */
export class EarlyRefresh {
  constructor(
    private readonly settings: CacheSettings,
    private readonly local: LocalCopies,
    private readonly loader: SourceLoader,
    private readonly redis: RedisTier | null,
  ) {}

  /** Draws for one read at `now`, and marks the copy when it is due. */
  draw(copy: MemoryEntry, now: number): void {
    if (now < copy.refreshFrom) return;
    const until = servableUntil(copy, this.local.confirmedAt);
    if (isRefreshDue(until - now, copy.loadMs, this.settings.environment.random())) copy.refreshDue = true;
    // Its end has moved since the copy was made, as invalidations were seen to arrive: look again when it is near.
    else copy.refreshFrom = refreshFrom(until, copy.loadMs);
  }

  /** Starts a refresh, unless one is under way. Returns at once; a failure is counted and otherwise without effect. */
  start(errand: Errand, copy: MemoryEntry): void {
    copy.refreshDue = false;
    copy.refreshFrom = Number.POSITIVE_INFINITY;
    void this.local.refreshes.run(errand.key.key, (ticket) => this.refresh(errand, copy, ticket));
  }

  private async refresh(errand: Errand, copy: MemoryEntry, ticket: Ticket): Promise<void> {
    const outcome = await this.outcomeOf(errand, copy, ticket);
    this.settings.metrics.refresh(errand.key.kind, outcome);
    // Another attempt soon, but not by the very next reader.
    if (outcome !== 'loaded') copy.refreshFrom = this.settings.environment.now() + cacheLimits.refreshRetryMs;
  }

  private async outcomeOf(errand: Errand, copy: MemoryEntry, ticket: Ticket): Promise<CacheRefreshOutcome> {
    const { key, codec } = errand;
    const hit = await this.redis?.get(key.key, codec);
    if (hit && hit.expiresAt > copy.expiresAt) {
      this.loader.keepHit(errand, hit, ticket);
      return 'shared';
    }
    const right = await this.redis?.renew(key.key);
    if (right && right.lease === null) return 'shared';
    try {
      await this.loader.load(errand, ticket, right);
      return 'loaded';
    } catch {
      return 'failed';
    }
  }
}
