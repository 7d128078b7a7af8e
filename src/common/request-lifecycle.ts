import type { Request, Response } from 'express';
import { wallClockMs } from './clock.js';
import type { RequestLog } from './request-log.js';
import type { MetricsService } from './metrics.service.js';
import type { Principal } from '../auth/principal.js';
import type { Lifecycle } from '../ops/lifecycle.js';
import { isSaneRequestId } from './request-id.rules.js';
import { unorderedUuid } from './uuid.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set by the key guard on every route that is not public. */
    principal?: Principal;
    /** The caller's `X-Request-Id`, if it is sane, else one of ours. */
    requestId: string;
  }
  interface Response {
    /** The time, of the monotonic clock, at which a stream was open: how long it stays so is nobody's latency. */
    openedAt?: number;
  }
}

/** Characters of a path that are logged. */
const MAX_LOGGED_PATH = 200;

/** What every request meets first: it gets its id, its answer the headers they all have, and the end its log line. */
export class RequestLifecycle {
  constructor(
    private readonly log: RequestLog,
    private readonly metrics: MetricsService,
    private readonly lifecycle: Lifecycle,
  ) {}

  greet(request: Request, response: Response): void {
    const startedAt = performance.now();
    const given = request.headers['x-request-id'];
    const requestId = isSaneRequestId(given) ? given : unorderedUuid(wallClockMs());
    request.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // Answers belong to one key and are revalidated by their ETag; a route that can promise more says so itself.
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    response.setHeader('Cache-Control', isRead ? 'private, max-age=0' : 'no-store');
    response.setHeader('Vary', 'X-API-Key, Authorization, Accept-Encoding');
    // While the process is being stopped, each answer ends its connection, so that callers go to another instance.
    if (this.lifecycle.stopping) response.setHeader('Connection', 'close');
    response.on('close', () => this.conclude(request, response, startedAt));
  }

  private conclude(request: Request, response: Response, startedAt: number): void {
    const durationMs = performance.now() - startedAt;
    const { method, requestId, principal } = request;
    const route = routeOf(request);
    // 499: the caller went away before the answer was out. A stream has no end of its own, so that leaving it is none.
    const { openedAt } = response;
    const status = response.writableFinished || openedAt !== undefined ? response.statusCode : 499;
    const answeredMs = openedAt === undefined ? durationMs : openedAt - startedAt;
    this.metrics.httpRequests.observe(method, route, status, answeredMs / 1000);
    this.log.add({ requestId, method, route, path: pathOf(request.originalUrl), status, durationMs, principal });
  }
}

/** The route's pattern, so that ids do not become metric labels. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'unmatched';
}

/** Without the query, which may hold what does not belong in a log. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, end < 0 ? MAX_LOGGED_PATH : Math.min(end, MAX_LOGGED_PATH));
}
