import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import { CacheModule } from './cache.module.js';
import { cacheKeys } from './cache-keys.tables.js';
import { CacheService } from './cache.service.js';
import { RedisConnection } from './redis-connection.js';

@Injectable()
class Reader {
  constructor(
    @Inject(CacheService) readonly cache: CacheService,
    @Inject(RedisConnection) readonly redis: RedisConnection | null,
  ) {}
}

@Module({ providers: [Reader], exports: [Reader] })
class FeatureModule {}

describe('CacheModule', () => {
  it('gives every module a cache, and no connection where no Redis is named', async () => {
    const source = { useFactory: () => ({ singleInstance: true }) };
    const app = await Test.createTestingModule({
      imports: [CacheModule.forRootAsync(source), FeatureModule],
    }).compile();
    await app.init();
    const { cache, redis } = app.get(Reader);
    expect(redis).toBeNull();
    expect(cache.redisState()).toBe('disabled');
    expect(await cache.getOrSet(cacheKeys.game('g'), () => Promise.resolve('value'))).toBe('value');
    await app.close();
  });
});
