import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ADMIN_KEY } from '../auth/admin-key.js';
import { keyOf } from '../auth/api-key.guard.js';
import { sameSecret } from '../auth/key.rules.js';
import { KeyService } from '../auth/key.service.js';
import { DomainError } from '../common/domain-error.js';
import { CONFIG, type Config } from '../config/env.js';

/** Lets Prometheus in: by the admin's key, or by METRICS_TOKEN, which opens nothing else. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ADMIN_KEY) private readonly adminKey: string,
    private readonly keys: KeyService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const key = keyOf(context.switchToHttp().getRequest<Request>());
    if (key === undefined)
      throw new DomainError('UNAUTHORIZED', 'Send an admin key, or METRICS_TOKEN as a bearer token.');
    if (sameSecret(key, this.adminKey)) return true;
    if (this.config.METRICS_TOKEN !== undefined && sameSecret(key, this.config.METRICS_TOKEN)) return true;
    if (await this.keys.authenticate(key))
      throw new DomainError('FORBIDDEN', 'Metrics need an admin key or METRICS_TOKEN.');
    throw new DomainError('UNAUTHORIZED', 'The key is unknown, revoked or expired.');
  }
}
