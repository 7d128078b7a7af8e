import type { CacheKind, CacheMetrics, CacheOptions } from '../cache/cache.types.js';
import type { MetricsService } from '../common/metrics.service.js';
import type { Config } from '../config/env.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';

/** What the cache is told: the lifetimes of the configuration, and where to count. */
export function cacheOptions(config: Config, singleInstance: boolean, metrics: MetricsService): CacheOptions {
  return {
    redisUrl: config.REDIS_URL,
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
  const hits = metrics.counter('agl_cache_hits_total', 'Reads answered without loading', ['kind', 'tier']);
  const misses = metrics.counter('agl_cache_misses_total', 'Reads that waited for a load', ['kind']);
  const loads = metrics.histogram('agl_cache_load_seconds', 'Time a load of the source took', ['kind']);
  const evictions = metrics.counter('agl_cache_evictions_total', 'Entries pushed out to make room', ['kind']);
  return {
    hit: (kind, tier) => hits.inc({ kind, tier }),
    miss: (kind) => misses.inc({ kind }),
    load: (kind, seconds) => loads.observe({ kind }, seconds),
    eviction: (kind) => evictions.inc({ kind }),
  };
}
