import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type Config } from '../config/env.js';
import { ADMIN_KEY, adminKey } from './admin-key.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { KeyRepository } from './key.repository.js';
import { KeyService } from './key.service.js';

@Module({
  providers: [
    KeyRepository,
    KeyService,
    { provide: ADMIN_KEY, useFactory: (config: Config) => adminKey(config), inject: [CONFIG] },
    { provide: APP_GUARD, useClass: ApiKeyGuard },
  ],
  exports: [KeyService, ADMIN_KEY],
})
export class AuthModule {}
