import { Injectable } from '@nestjs/common';
import { CacheService } from '../cache/cache.service.js';
import { MetricsService } from '../common/metrics.service.js';
import { PrismaService } from '../prisma/prisma.service.js';

/** Gauges of what the process holds: read when they are scraped. */
@Injectable()
export class ProcessMetrics {
  constructor(metrics: MetricsService, cache: CacheService, prisma: PrismaService) {
    metrics.gauge('agl_cache_entries', 'Entries of the in-process cache', ['kind'], (gauge) => {
      for (const [kind, { entries }] of cache.stats().byKind) gauge.set({ kind }, entries);
    });
    metrics.gauge('agl_cache_bytes', 'Bytes of the in-process cache', ['kind'], (gauge) => {
      for (const [kind, { bytes }] of cache.stats().byKind) gauge.set({ kind }, bytes);
    });
    // Without one there is no series, so that a lost one can be told from none.
    if (cache.redisState() !== 'disabled') {
      metrics.gauge('agl_redis_up', 'Whether Redis answers; absent where none is configured', [], (gauge) =>
        gauge.set(cache.redisState() === 'up' ? 1 : 0),
      );
    }
    metrics.gauge('agl_database_connections', 'Connections of the pool', ['state'], (gauge) => {
      const { total, idle, waiting, max } = prisma.poolStats();
      gauge.set({ state: 'active' }, total - idle);
      gauge.set({ state: 'idle' }, idle);
      gauge.set({ state: 'waiting' }, waiting);
      gauge.set({ state: 'max' }, max);
    });
  }
}
