import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { toDomainError } from '../common/problem.filter.js';
import {
  giveEventIds,
  idempotencyKeyOf,
  playerOf,
  recordKey,
  requestHash,
  withoutSecrets,
} from './idempotency.rules.js';
import { IdempotencyService } from './idempotency.service.js';

/** Does a POST with an `Idempotency-Key` once, and answers its repeats with the first answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: IdempotencyService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const header = request.headers['idempotency-key'];
    if (header === undefined || request.principal === undefined) return next.handle();
    return this.once(idempotencyKeyOf(header), request, http.getResponse<Response>(), next);
  }

  private async once(
    idempotencyKey: string,
    request: Request,
    response: Response,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const { principal, path, originalUrl } = request;
    if (principal === undefined) return next.handle();
    const key = recordKey(principal, path, idempotencyKey);
    const query = originalUrl.slice(originalUrl.indexOf('?') + 1 || originalUrl.length);
    const begun = await this.idempotency.begin(key, requestHash(query, request.body));
    if (!('claim' in begun)) {
      response.status(begun.status).setHeader('Idempotent-Replayed', 'true');
      return of(begun.body);
    }
    let answer: unknown;
    try {
      giveEventIds(path, request.body, `${key}\n${begun.createdAt.getTime()}`);
      answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.idempotency.letGo(begun, toDomainError(error).status < 500);
      throw error;
    }
    const player = playerOf(path, request.params['playerId'], request.body, answer);
    await this.idempotency.finish(begun, response.statusCode, withoutSecrets(answer), player);
    return of(answer);
  }
}
