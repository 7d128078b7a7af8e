import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import type { NextFunction, Request, Response } from 'express';
import { bodyParsers, NDJSON } from './common/body.middleware.js';
import { LOGGER, type AppLogger } from './common/logger.js';
import { MetricsService } from './common/metrics.service.js';
import { ProblemFilter } from './common/problem.filter.js';
import { requestLifecycle } from './common/request.middleware.js';
import { SchemaPipe } from './common/schema.pipe.js';
import { CONFIG, type Config } from './config/env.js';
import { serveDocs } from './ops/docs.js';
import { Lifecycle } from './ops/lifecycle.js';

/** Options of NestFactory.create: bodies are read by our own parsers, with our limits and refusals. */
export const NEST_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** The manners of every route, the same for the server and for the tests. */
export function setUpApp(app: NestExpressApplication): NestExpressApplication {
  const config = app.get<Config>(CONFIG);
  const logger = app.get<AppLogger>(LOGGER);
  app.disable('x-powered-by');
  app.use(requestLifecycle(logger, app.get(MetricsService)));
  app.use(drain(app.get(Lifecycle)));
  app.use(defaultHeaders);
  if (config.CORS_ORIGINS !== undefined) {
    const exposedHeaders = ['ETag', 'X-Request-Id', 'Retry-After'];
    app.enableCors({ origin: config.CORS_ORIGINS.split(',').map((origin) => origin.trim()), exposedHeaders });
  }
  const { COMPRESSION_THRESHOLD: threshold, COMPRESSION_LEVEL: level } = config;
  app.use(compression({ threshold, level, filter: isCompressible }));
  app.use(...bodyParsers());
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: [VERSION_NEUTRAL, '1'] });
  app.useGlobalPipes(new SchemaPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  serveDocs(app);
  return app;
}

/** What compression takes by itself, and NDJSON, which it does not know. */
function isCompressible(request: Request, response: Response): boolean {
  return String(response.getHeader('Content-Type')).startsWith(NDJSON) || compression.filter(request, response);
}

/** While the process is being stopped, each answer ends its connection, so that callers go to another instance. */
function drain(lifecycle: Lifecycle) {
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (lifecycle.stopping) response.setHeader('Connection', 'close');
    next();
  };
}

/** Answers belong to one key and are revalidated by their ETag; a route that can promise more says so itself. */
function defaultHeaders(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const cacheable = request.method === 'GET' || request.method === 'HEAD';
  response.setHeader('Cache-Control', cacheable ? 'private, max-age=0' : 'no-store');
  response.vary('X-API-Key, Authorization');
  next();
}
