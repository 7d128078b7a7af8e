import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { buildOpenApi } from './openapi.js';

/** Serves the OpenAPI document and its page. The document is made when it is first asked for: a start need not wait. */
export function serveDocs(app: NestExpressApplication): void {
  let document: OpenAPIObject | undefined;
  const read = (): OpenAPIObject => (document ??= buildOpenApi(app));
  // The page is served over plain HTTP on a developer's machine, where upgraded requests would fail.
  app.use(['/docs', '/v1/docs'], helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  app.use(['/openapi.json', '/v1/openapi.json'], (request: Request, response: Response, next: NextFunction): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    response.json(read());
  });
  SwaggerModule.setup('docs', app, read, { raw: false, customSiteTitle: 'AGL API' });
  SwaggerModule.setup('v1/docs', app, read, { raw: false, customSiteTitle: 'AGL API' });
}
