import { VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import compression from 'compression';
import cors from 'cors';
import type { Request, RequestHandler, Response } from 'express';
import { NDJSON, readBody } from './common/body.middleware.js';
import { LOGGER, type AppLogger } from './common/logger.js';
import { MetricsService } from './common/metrics.service.js';
import { ProblemFilter } from './common/problem.filter.js';
import { RequestLifecycle } from './common/request-lifecycle.js';
import { RequestLog } from './common/request-log.js';
import { SchemaGuard } from './common/schema.guard.js';
import { CONFIG, type Config } from './config/env.js';
import { Answers } from './http/answers.js';
import type { HttpAdapter } from './http/http-adapter.js';
import { serveDocs } from './ops/docs.js';
import { Lifecycle } from './ops/lifecycle.js';

/** Options of NestFactory.create: bodies are read by our own parsers, with our limits and refusals. */
export const NEST_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** Headers of ours that a page of another origin may read. */
const EXPOSED_HEADERS = ['ETag', 'X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'Idempotent-Replayed'];

/** The manners of every route, the same for the server and for the tests. The application must stand on an HttpAdapter. */
export function setUpApp(app: NestExpressApplication): NestExpressApplication {
  const config = app.get<Config>(CONFIG);
  const logger = app.get<AppLogger>(LOGGER);
  const adapter = app.getHttpAdapter() as unknown as HttpAdapter;
  const { COMPRESSION_LEVEL: level } = config;
  // Level 0 of gzip makes an answer longer: it stands for no compression at all.
  const isOff = level === 0;
  const threshold = isOff ? Number.POSITIVE_INFINITY : config.COMPRESSION_THRESHOLD;
  const filter = isOff ? () => false : isCompressible;
  const compress = asForGet(compression({ threshold, level, filter }) as RequestHandler);
  const lifecycle = new RequestLifecycle(new RequestLog(logger), app.get(MetricsService), app.get(Lifecycle));
  adapter.prepare(
    {
      greet: (request, response) => lifecycle.greet(request, response),
      receive: [...corsOf(config), readBody],
    },
    new Answers({ threshold, level }, compress),
  );
  app.disable('x-powered-by');
  app.use(compress);
  app.enableVersioning({ type: VersioningType.URI, defaultVersion: [VERSION_NEUTRAL, '1'] });
  app.useGlobalGuards(new SchemaGuard());
  app.useGlobalFilters(new ProblemFilter(logger));
  adapter.leaveToExpress(() => serveDocs(app));
  return app;
}

function corsOf({ CORS_ORIGINS: origins }: Config): RequestHandler[] {
  if (origins === undefined) return [];
  const origin = origins.split(',').map((one) => one.trim());
  return [cors({ origin, exposedHeaders: EXPOSED_HEADERS }) as RequestHandler];
}

/**
 * Compression passes HEAD over, whose headers are to be those of GET (RFC 9110, 9.3.2): here it is shown a GET. Node
 * sends no body in answer to HEAD, so nothing is compressed for it.
 */
function asForGet(compress: RequestHandler): RequestHandler {
  return (request, response, next) => {
    const shown = request.method === 'HEAD' ? Object.create(request, { method: { value: 'GET' } }) : request;
    compress(shown as Request, response, next);
  };
}

/** What compression takes by itself, and NDJSON, which it does not know. */
function isCompressible(request: Request, response: Response): boolean {
  return String(response.getHeader('Content-Type')).startsWith(NDJSON) || compression.filter(request, response);
}
