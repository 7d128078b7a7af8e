import { cacheTtlSeconds } from './cache-keys.tables.js';
import { cacheLimits } from './cache-limits.tables.js';
import type { CacheEnvironment, CacheKind, CacheMetrics, CacheOptions } from './cache.types.js';

/** `CacheOptions` with every default filled in. */
export interface CacheSettings {
  readonly keyPrefix: string;
  readonly maxBytes: number;
  readonly ttls: Readonly<Record<CacheKind, number>>;
  readonly singleInstance: boolean;
  readonly metrics: CacheMetrics;
  readonly isUnavailable: (error: unknown) => boolean;
  readonly environment: CacheEnvironment;
}

const SYSTEM: CacheEnvironment = {
  now: () => performance.now(),
  wallClock: () => Date.now(),
  random: () => Math.random(),
};

const NO_METRICS: CacheMetrics = {
  hit: () => undefined,
  miss: () => undefined,
  load: () => undefined,
  refresh: () => undefined,
  leaseWait: () => undefined,
  acknowledgement: () => undefined,
  eviction: () => undefined,
};

export function resolveCacheSettings(options: CacheOptions): CacheSettings {
  return {
    keyPrefix: options.keyPrefix ?? 'agl:',
    maxBytes: options.maxBytes ?? cacheLimits.defaultMaxBytes,
    ttls: { ...cacheTtlSeconds, ...options.ttls },
    singleInstance: options.singleInstance,
    metrics: options.metrics ?? NO_METRICS,
    isUnavailable: options.isUnavailable ?? (() => false),
    environment: options.environment ?? SYSTEM,
  };
}
