import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { DomainError } from '../common/domain-error.js';
import { ADMIN_KEY } from './admin-key.js';
import { ADMIN_ONLY, PUBLIC } from './auth.decorators.js';
import { sameSecret } from './key.rules.js';
import { KeyService } from './key.service.js';
import type { Principal } from './principal.js';

/** Lets a request in by its key: `X-API-Key` or `Authorization: Bearer`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyService,
    @Inject(ADMIN_KEY) private readonly adminKey: string,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<Request>();
    request.principal = await this.principalOf(keyOf(request));
    if (
      request.principal.scope !== 'admin' &&
      this.reflector.getAllAndOverride<boolean | undefined>(ADMIN_ONLY, targets)
    ) {
      throw new DomainError('FORBIDDEN', 'This route needs an admin key.');
    }
    return true;
  }

  private async principalOf(key: string | undefined): Promise<Principal> {
    if (key === undefined) {
      throw new DomainError('UNAUTHORIZED', 'Send your key as X-API-Key or as Authorization: Bearer.');
    }
    if (sameSecret(key, this.adminKey)) return { scope: 'admin', keyId: 'admin' };
    const principal = await this.keys.authenticate(key);
    if (!principal) throw new DomainError('UNAUTHORIZED', 'The key is unknown, revoked or expired.');
    return principal;
  }
}

/** The key that a request carries, wherever it carries it. */
export function keyOf(request: Request): string | undefined {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
