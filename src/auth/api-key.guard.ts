import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { DomainError } from '../common/domain-error.js';
import { ADMIN_KEY } from './admin-key.js';
import { ADMIN_ONLY, PUBLIC } from './auth.decorators.js';
import { sameSecret } from './key.rules.js';
import { KeyService } from './key.service.js';
import type { Principal } from './principal.js';

/** Who may use a route. */
interface Access {
  readonly isPublic: boolean;
  readonly adminOnly: boolean;
}

const ADMIN: Principal = { scope: 'admin', keyId: 'admin' };

/** Lets a request in by its key: `X-API-Key` or `Authorization: Bearer`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly accessOfHandlers = new Map<unknown, Access>();
  /** The administrator's key once it was seen, so that only its first request pays for hashing it. */
  private readonly adminKeys = new Set<string>();

  constructor(
    private readonly reflector: Reflector,
    private readonly keys: KeyService,
    @Inject(ADMIN_KEY) private readonly adminKey: string,
  ) {}

  /** A promise only for a key that was not seen lately. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessOf(context);
    if (access.isPublic) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const key = keyOf(request);
    if (key === undefined) {
      throw new DomainError('UNAUTHORIZED', 'Send your key as X-API-Key or as Authorization: Bearer.');
    }
    const principal = this.adminKeys.has(key) ? ADMIN : this.keys.recognise(key);
    if (principal) return admit(request, principal, access);
    return this.authenticate(key).then((authenticated) => admit(request, authenticated, access));
  }

  private async authenticate(key: string): Promise<Principal> {
    if (sameSecret(key, this.adminKey)) {
      this.adminKeys.add(key);
      return ADMIN;
    }
    const principal = await this.keys.authenticate(key);
    if (!principal) throw new DomainError('UNAUTHORIZED', 'The key is unknown, revoked or expired.');
    return principal;
  }

  /** What the route's decorators say, read once. */
  private accessOf(context: ExecutionContext): Access {
    const handler = context.getHandler();
    let access = this.accessOfHandlers.get(handler);
    if (!access) {
      const says = (name: string) =>
        this.reflector.getAllAndOverride<boolean | undefined>(name, [handler, context.getClass()]) === true;
      access = { isPublic: says(PUBLIC), adminOnly: says(ADMIN_ONLY) };
      this.accessOfHandlers.set(handler, access);
    }
    return access;
  }
}

function admit(request: Request, principal: Principal, { adminOnly }: Access): true {
  request.principal = principal;
  if (adminOnly && principal.scope !== 'admin') throw new DomainError('FORBIDDEN', 'This route needs an admin key.');
  return true;
}

/** The key that a request carries, wherever it carries it. */
export function keyOf(request: Request): string | undefined {
  const header = request.headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
