import { Acknowledgements } from './acknowledgements.js';
import { CacheService } from './cache.service.js';
import { resolveCacheSettings } from './cache.settings.js';
import type { CacheSettings } from './cache.settings.js';
import type { CacheOptions } from './cache.types.js';
import { EarlyRefresh } from './early-refresh.js';
import { InvalidationBus } from './invalidation-bus.js';
import { LocalCopies } from './local-copies.js';
import { MemoryTier } from './memory-tier.js';
import { OutgoingInvalidations } from './outgoing-invalidations.js';
import { ReadThrough } from './read-through.js';
import { RedisConnection } from './redis-connection.js';
import { RedisNames } from './redis-names.js';
import { RedisReads } from './redis-reads.js';
import { RedisSession } from './redis-session.js';
import { RedisTier } from './redis-tier.js';
import { RelayedInvalidations } from './relayed-invalidations.js';
import { SourceLoader } from './source-loader.js';

/** The connection the options ask for, not yet open; null when they name no Redis. */
export function createRedisConnection(options: CacheOptions): RedisConnection | null {
  if (!options.redisUrl) return null;
  return new RedisConnection(options.redisUrl, resolveCacheSettings(options).environment.random);
}

/** Puts the cache together. It starts with `onModuleInit` and ends with `onModuleDestroy`; the connection is not closed by it. */
export function createCache(options: CacheOptions, connection: RedisConnection | null): CacheService {
  const settings = resolveCacheSettings(options);
  const { environment, metrics } = settings;
  const memory = new MemoryTier(settings.maxBytes, (kind) => metrics.eviction(kind));
  const local = new LocalCopies(memory, settings.singleInstance);
  if (!connection) return assemble(settings, local, null, null);
  const names = new RedisNames(settings.keyPrefix);
  const session = new RedisSession(connection, names, local, environment);
  const redis = new RedisTier(connection, names, session, new RedisReads(connection, session), environment);
  const acknowledgements = new Acknowledgements(environment, metrics);
  const relayed = options.relay ? new RelayedInvalidations(options.relay, names, local) : null;
  const outgoing = new OutgoingInvalidations(session, local, acknowledgements, relayed);
  return assemble(settings, local, redis, new InvalidationBus(connection, names, local, environment, outgoing));
}

function assemble(
  settings: CacheSettings,
  local: LocalCopies,
  redis: RedisTier | null,
  bus: InvalidationBus | null,
): CacheService {
  const loader = new SourceLoader(settings, local, redis);
  const refreshes = new EarlyRefresh(settings, local, loader, redis);
  const reads = new ReadThrough(settings, local, loader, refreshes, redis);
  return new CacheService(settings, local, reads, redis, bus);
}
