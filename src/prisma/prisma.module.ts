import { type DynamicModule, Global, Module } from '@nestjs/common';

import type { DatabaseSettings } from './pool-options.rules.js';
import { DATABASE_SETTINGS, PrismaService } from './prisma.service.js';

/** Gives every feature the database. */
@Global()
@Module({})
export class PrismaModule {
  /** @param settings DATABASE_URL (of the embedded server, when none was configured) and the pool's limits */
  static forRoot(settings: DatabaseSettings): DynamicModule {
    return {
      module: PrismaModule,
      providers: [{ provide: DATABASE_SETTINGS, useValue: settings }, PrismaService],
      exports: [PrismaService],
    };
  }
}
