import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { DomainError } from './domain-error.js';
import { ERROR_CODES, type ErrorCode } from './error-codes.tables.js';
import { LOGGER, type AppLogger } from './logger.js';
import type { z } from 'zod';
import type { problemSchema } from './problem.schemas.js';

type Problem = z.infer<typeof problemSchema>;

/** Seconds after which a caller should try again when a part we need is away; recovery is usually quicker. */
const RETRY_AFTER_SECONDS = 1;

/** The one place where an error becomes an answer: problem+json (RFC 9457), without stack, SQL or secret. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: AppLogger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = toDomainError(exception);
    if (error.status >= 500)
      this.logger.error({ err: exception, code: error.code, requestId: request.requestId }, 'request failed');
    if (response.headersSent || response.destroyed) {
      // The answer is under way: all that is left is to cut it off, so that nobody takes it for whole.
      response.destroy();
      return;
    }
    if (error.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.retryAfterSeconds));
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="agl"');
    response.removeHeader('ETag');
    response.setHeader('Cache-Control', 'no-store');
    response.status(error.status).type('application/problem+json');
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(toProblem(error, response)));
  }
}

/** What a caller is told of an error. */
export function toProblem(error: DomainError, response: Response): Problem {
  return {
    type: `urn:agl:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: ERROR_CODES[error.code].title,
    status: error.status,
    detail: error.message,
    instance: String(response.getHeader('X-Request-Id') ?? ''),
    code: error.code,
    ...(error.errors ? { errors: error.errors.map(({ path, message }) => ({ path, message })) } : {}),
    ...(error.moreErrors ? { moreErrors: error.moreErrors } : {}),
    ...(error.warnings?.length ? { warnings: error.warnings.map(({ path, message }) => ({ path, message })) } : {}),
  };
}

/** Turns whatever was thrown into the refusal a caller may see; what is unknown becomes INTERNAL_ERROR. */
export function toDomainError(exception: unknown): DomainError {
  if (exception instanceof DomainError) return exception;
  if (exception instanceof HttpException) return fromStatus(exception.getStatus(), exception.message);
  if (exception instanceof URIError) return new DomainError('BAD_REQUEST', 'The URL is not well formed.');
  if (classifyDatabaseError(exception).busy) {
    return new DomainError('UNAVAILABLE', 'The database cannot be reached or is overloaded; try again shortly.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
  return new DomainError('INTERNAL_ERROR', 'Something went wrong. The request id helps us to find out what.');
}

const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'UNAVAILABLE',
};

function fromStatus(status: number, message: string): DomainError {
  const code = CODE_BY_STATUS[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR');
  return new DomainError(code, code === 'INTERNAL_ERROR' ? 'Something went wrong.' : message);
}
