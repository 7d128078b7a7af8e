import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { acceptsGzip } from './accepts-gzip.rules.js';
import { utf8ByteString, type ByteString } from '../common/byte-string.rules.js';
import { JSON_TYPE, type ReadyAnswer } from './ready-answer.js';

export interface CompressionSettings {
  /** Bytes from which an answer is compressed. */
  readonly threshold: number;
  /** The level of gzip, 0..9. */
  readonly level: number;
}

/** Writes answers: small ones in one piece and past all machinery, large ones through the compression. */
export class Answers {
  /**
   * @param compression the `compression` middleware; it is asked only for answers that are long enough
   */
  constructor(
    private readonly settings: CompressionSettings,
    private readonly compression: RequestHandler,
  ) {}

  /** Sends bytes that are ready, or says that the caller has them (304). A promise only when they are to be compressed. */
  sendReady(response: Response, answer: ReadyAnswer): void | Promise<void> {
    const { req: request } = response;
    response.setHeader('ETag', answer.etag);
    if (isSame(request, answer.etag)) return notModified(response);
    response.setHeader('Content-Type', JSON_TYPE);
    const { body } = answer;
    if (body.length < this.settings.threshold || !acceptsGzip(request.headers['accept-encoding'])) {
      return finish(request, response, body);
    }
    response.setHeader('Content-Encoding', 'gzip');
    const compressed = answer.gzipped(this.settings.level);
    if (typeof compressed === 'string') return finish(request, response, compressed);
    return compressed.then((bytes) => finish(request, response, bytes));
  }

  /** Sends an object as JSON. A read gets an ETag of its bytes, weak since compression may change them. */
  sendJson(response: Response, value: object): void {
    this.sendText(response, JSON.stringify(value), JSON_TYPE);
  }

  /** Sends text of a type, unless the route has set another. */
  sendText(response: Response, text: string, type: string): void {
    const { req: request } = response;
    const body = utf8ByteString(text);
    if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', type);
    if (isRead(request) && isSuccess(response)) {
      if (!response.hasHeader('ETag')) response.setHeader('ETag', etagOf(response, text));
      if (request.fresh) {
        response.removeHeader('Content-Type');
        return notModified(response);
      }
    }
    if (body.length < this.settings.threshold) return finish(request, response, body);
    this.compressed(response, () => finish(request, response, body));
  }

  /** Lets what `send` writes be compressed, when the caller takes that. */
  compressed(response: Response, send: NextFunction): void {
    void this.compression(response.req, response, send);
  }
}

/** The weak ETag that Express gives a body. */
function etagOf(response: Response, body: string): string {
  return (response.app.get('etag fn') as (body: string) => string)(body);
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isSuccess({ statusCode }: Response): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** Whether the caller has this very answer: the usual case of one ETag is compared as it stands. */
function isSame(request: Request, etag: string): boolean {
  const has = request.headers['if-none-match'];
  return has !== undefined && isRead(request) && (has === etag || request.fresh);
}

function notModified(response: Response): void {
  response.statusCode = 304;
  response.end();
}

function finish(request: Request, response: Response, body: ByteString): void {
  response.setHeader('Content-Length', body.length);
  if (request.method === 'HEAD') response.end();
  else response.end(body, 'latin1');
}
