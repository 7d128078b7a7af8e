import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AggregationModule } from './aggregation/aggregation.module.js';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BudgetModule } from './budget/budget.module.js';
import { CacheModule } from './cache/cache.module.js';
import { CommonModule } from './common/common.module.js';
import type { AppLogger } from './common/logger.js';
import { MetricsService } from './common/metrics.service.js';
import type { Config } from './config/env.js';
import { DialogueModule } from './dialogue/dialogue.module.js';
import { EmotionModule } from './emotion/emotion.module.js';
import { EventsModule } from './events/events.module.js';
import { GamesModule } from './games/games.module.js';
import { makePostsIdempotent } from './idempotency/idempotency-binding.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { MemoriesModule } from './memories/memories.module.js';
import { cacheOptions } from './ops/cache-options.js';
import { invalidationRelay } from './ops/invalidation-relay.js';
import { OpsModule } from './ops/ops.module.js';
import { PlayersModule } from './players/players.module.js';
import { PrismaModule } from './prisma/prisma.module.js';
import { PrismaService } from './prisma/prisma.service.js';
import { RateLimitModule } from './rate-limit/rate-limit.module.js';
import { StreamsModule } from './streams/streams.module.js';

/** What the parts that were started before the application are. */
export interface StartedParts {
  /** Where the database is: DATABASE_URL, or the embedded server. */
  readonly databaseUrl: string;
  /** True when no other process can write to that database: the embedded one has one master. */
  readonly singleInstance: boolean;
}

/** The rooms that have routes, or guards: these run in this order. */
const ROOMS = [
  AuthModule,
  GamesModule,
  RateLimitModule,
  BudgetModule,
  PlayersModule,
  EmotionModule,
  DialogueModule,
  MemoriesModule,
  EventsModule,
  StreamsModule,
  AnalyticsModule,
  AggregationModule,
  OpsModule,
];

/** The composition: its imports are the table of contents. */
@Module({})
export class AppModule {
  static with(config: Config, logger: AppLogger, parts: StartedParts): DynamicModule {
    makePostsIdempotent(ROOMS);
    return {
      module: AppModule,
      imports: [
        CommonModule.with(config, logger),
        PrismaModule.forRoot({ ...config, DATABASE_URL: parts.databaseUrl }),
        CacheModule.forRootAsync({
          inject: [MetricsService, PrismaService],
          useFactory: (metrics: MetricsService, prisma: PrismaService) => ({
            ...cacheOptions(config, parts.singleInstance, metrics),
            relay: invalidationRelay(prisma),
          }),
        }),
        ScheduleModule.forRoot(),
        IdempotencyModule,
        ...ROOMS,
      ],
    };
  }
}
