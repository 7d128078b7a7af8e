import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { GamesModule } from '../games/games.module.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter } from './rate-limiter.service.js';
import { SharedQuota } from './shared-quota.js';

/** It must be imported behind the module of the keys: guards run in the order of the imports. */
@Module({
  imports: [GamesModule],
  providers: [SharedQuota, RateLimiter, { provide: APP_GUARD, useClass: RateLimitGuard }],
})
export class RateLimitModule {}
