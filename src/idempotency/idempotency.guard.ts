import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../auth/principal.js';
import { ClaimedRequests } from './claimed-requests.js';
import {
  giveEventIds,
  idempotencyKeyOf,
  playerOf,
  recordKey,
  requestHash,
  withoutSecrets,
} from './idempotency.rules.js';
import { IdempotencyService } from './idempotency.service.js';
import { ReplayedAnswer } from './replayed-answer.js';

/**
 * Takes a POST with an `Idempotency-Key` on, behind all other guards, so that only valid requests are. A guard and not
 * an interceptor, which would cost every POST without the header a fifth of its time.
 */
@Injectable()
export class IdempotencyGuard implements CanActivate {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly claimed: ClaimedRequests,
  ) {}

  /** @throws ReplayedAnswer when the request was done before */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || request.principal === undefined) return true;
    return this.begin(idempotencyKeyOf(header), request.principal, request, http.getResponse<Response>());
  }

  private async begin(
    idempotencyKey: string,
    principal: Principal,
    request: Request,
    response: Response,
  ): Promise<boolean> {
    const { originalUrl, params } = request;
    const path = canonicalPath(request);
    const key = recordKey(principal, path, idempotencyKey);
    const query = originalUrl.slice(originalUrl.indexOf('?') + 1 || originalUrl.length);
    const begun = await this.idempotency.begin(key, requestHash(query, request.body));
    if (!('claim' in begun)) throw new ReplayedAnswer(begun);
    giveEventIds(path, request.body, `${key}\n${begun.createdAt.getTime()}`);
    this.claimed.add(response, begun);
    response.beforeReply = async (answer) => {
      const player = playerOf(path, params['playerId'], request.body, answer);
      await this.idempotency.finish(begun, response.statusCode, withoutSecrets(answer), player);
      // Not before: what fails up to here is let go by the filter.
      this.claimed.take(response);
    };
    return true;
  }
}

/** The path as its route spells it, with the parameters in lower case: one for all the ways to write it. */
function canonicalPath({ route, params }: Request): string {
  const { path } = route as { path: string };
  return path.replaceAll(/:(\w+)/g, (_all, name: string) => String(params[name]).toLowerCase());
}
