import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { AppLogger } from './logger.js';
import type { MetricsService } from './metrics.service.js';
import type { Principal } from '../auth/principal.js';
import { isSaneRequestId, requestContext } from './request-context.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks; set by the key guard on every route that is not public. */
    principal?: Principal;
  }
}

/** Gives each request its id, and when it is over writes its one log line and its metric. */
export function requestLifecycle(logger: AppLogger, metrics: MetricsService): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const given = request.headers['x-request-id'];
    const requestId = isSaneRequestId(given) ? given : uuidv7();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const durationMs = performance.now() - startedAt;
      const route = routeOf(request);
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.httpRequests.observe({ method: request.method, route, status }, durationMs / 1000);
      logger.info(
        {
          requestId,
          method: request.method,
          route,
          path: pathOf(request.originalUrl),
          status,
          durationMs: Math.round(durationMs * 1000) / 1000,
          keyId: request.principal?.keyId,
          gameId: request.principal?.scope === 'game' ? request.principal.gameId : undefined,
        },
        'request',
      );
    });
    requestContext.run({ requestId }, next);
  };
}

/** The route's pattern, so that ids do not become metric labels. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'unmatched';
}

/** Without the query, which may hold what does not belong in a log. */
function pathOf(url: string): string {
  return (url.split('?', 1)[0] ?? '').slice(0, 200);
}
