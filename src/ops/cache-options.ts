import { Counter } from 'prom-client';
import type { CacheKind, CacheMetrics, CacheOptions } from '../cache/cache.types.js';
import type { MetricsService } from '../common/metrics.service.js';
import type { Config } from '../config/env.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';

/** What the cache is told: its size, the lifetimes of the configuration, and where to count. */
export function cacheOptions(config: Config, singleInstance: boolean, metrics: MetricsService): CacheOptions {
  return {
    redisUrl: config.REDIS_URL,
    maxBytes: config.CACHE_MEMORY_BYTES,
    ttls: {
      player: config.CACHE_TTL_PLAYER,
      game: config.CACHE_TTL_GAME,
      analytics: config.CACHE_TTL_ANALYTICS,
      emotion: config.CACHE_TTL_EMOTION,
      dialogue: config.CACHE_TTL_DIALOGUE,
    } satisfies Partial<Record<CacheKind, number>>,
    singleInstance: singleInstance && config.REDIS_URL === undefined,
    metrics: cacheMetrics(metrics),
    isUnavailable: (error) => classifyDatabaseError(error).busy,
  };
}

function cacheMetrics(metrics: MetricsService): CacheMetrics {
  const hits = new Tally(metrics, 'agl_cache_hits_total', 'Reads answered without loading', 'tier');
  const misses = metrics.counter('agl_cache_misses_total', 'Reads that waited for a load', ['kind']);
  const loads = metrics.histogram('agl_cache_load_seconds', 'Time a load of the source took', ['kind']);
  const refreshes = metrics.counter('agl_cache_refreshes_total', 'Early refreshes', ['kind', 'outcome']);
  const waits = metrics.counter('agl_cache_lease_waits_total', "Reads that waited for another instance's load", [
    'kind',
    'outcome',
  ]);
  const acknowledgements = metrics.histogram(
    'agl_cache_acknowledgement_seconds',
    'Time an invalidation waited for the other instances',
    ['outcome'],
  );
  const evictions = metrics.counter('agl_cache_evictions_total', 'Entries pushed out to make room', ['kind']);
  return {
    hit: (kind, tier) => hits.add(kind, tier),
    miss: (kind) => misses.inc({ kind }),
    load: (kind, seconds) => loads.observe({ kind }, seconds),
    refresh: (kind, outcome) => refreshes.inc({ kind, outcome }),
    leaseWait: (kind, outcome) => waits.inc({ kind, outcome }),
    acknowledgement: (outcome, seconds) => acknowledgements.observe({ outcome }, seconds),
    eviction: (kind) => evictions.inc({ kind }),
  };
}

/**
 * A counter by kind and one more label, for what happens on every read: adding to it makes no object, as it hands its
 * numbers over only when it is scraped.
 */
class Tally {
  private readonly counter: Counter;
  private readonly counts = new Map<string, Map<string, { count: number }>>();

  constructor(
    metrics: MetricsService,
    name: string,
    help: string,
    private readonly label: string,
  ) {
    const registers = [metrics.registry];
    this.counter = new Counter({ name, help, labelNames: ['kind', label], registers, collect: () => this.handOver() });
  }

  add(kind: CacheKind, other: string): void {
    const cell = this.counts.get(kind)?.get(other);
    if (cell) cell.count += 1;
    else this.begin(kind, other);
  }

  private begin(kind: CacheKind, other: string): void {
    const row = this.counts.get(kind) ?? new Map<string, { count: number }>();
    this.counts.set(kind, row.set(other, { count: 1 }));
  }

  private handOver(): void {
    this.counter.reset();
    for (const [kind, row] of this.counts) {
      for (const [other, { count }] of row) this.counter.inc({ kind, [this.label]: other }, count);
    }
  }
}
