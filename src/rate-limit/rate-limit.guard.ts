import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../auth/principal.js';
import { DomainError } from '../common/domain-error.js';
import { MetricsService } from '../common/metrics.service.js';
import type { Bucket } from './bucket.js';
import { remaining } from './gcra.rules.js';
import { retryAfterSeconds, stateHeader } from './rate-limit-headers.rules.js';
import { RateLimiter } from './rate-limiter.service.js';

/** Counts the requests of each key, behind the key guard: what has no key, such as a public route, is not limited. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly limited;

  constructor(
    private readonly limiter: RateLimiter,
    metrics: MetricsService,
  ) {
    this.limited = metrics.counter('agl_rate_limited_total', 'Requests refused because of the rate limit', ['scope']);
  }

  /** A promise only for the first request of a key: all others are decided at once. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const { principal } = http.getRequest<Request>();
    if (principal === undefined) return true;
    const response = http.getResponse<Response>();
    const bucket = this.limiter.find(principal, this.limiter.now());
    if (bucket !== undefined) return this.admit(bucket, principal, response);
    return this.limiter.open(principal).then((opened) => this.admit(opened, principal, response));
  }

  private admit(bucket: Bucket, principal: Principal, response: Response): boolean {
    const now = this.limiter.now();
    const waitMs = this.limiter.take(bucket, now);
    response.setHeader('RateLimit-Policy', bucket.policy);
    response.setHeader('RateLimit', stateHeader(remaining(bucket.limit, bucket.tat, now), bucket.tat - now));
    if (waitMs === 0) return true;
    this.limited.inc({ scope: principal.scope });
    const { rps, burst } = bucket.limit;
    throw new DomainError('RATE_LIMITED', `This key may send ${rps} requests a second, and ${burst} at once.`, {
      retryAfterSeconds: retryAfterSeconds(waitMs),
    });
  }
}
