import { Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, ModuleMetadata } from '@nestjs/common';
import { createCache, createRedisConnection } from './cache.factory.js';
import { CacheService } from './cache.service.js';
import type { CacheOptions } from './cache.types.js';
import { RedisConnection } from './redis-connection.js';

export const CACHE_OPTIONS = Symbol('CACHE_OPTIONS');

/** How the application makes the cache's options out of its own configuration. */
export type CacheModuleSource = Pick<FactoryProvider<CacheOptions>, 'inject' | 'useFactory'> &
  Pick<ModuleMetadata, 'imports'>;

/**
 * Gives the whole application `CacheService` and `RedisConnection`. Without a Redis URL the latter is null: inject it
 * with `@Inject(RedisConnection) redis: RedisConnection | null`.
 */
@Module({})
export class CacheModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: CacheModuleSource): DynamicModule {
    return {
      module: CacheModule,
      global: true,
      imports,
      providers: [
        { provide: CACHE_OPTIONS, inject, useFactory },
        { provide: RedisConnection, inject: [CACHE_OPTIONS], useFactory: createRedisConnection },
        { provide: CacheService, inject: [CACHE_OPTIONS, RedisConnection], useFactory: createCache },
      ],
      exports: [CacheService, RedisConnection],
    };
  }
}
