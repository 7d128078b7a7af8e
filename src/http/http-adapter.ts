import { createServer } from 'node:http';
import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { ErrorRequestHandler, Express, NextFunction, Request, RequestHandler, Response } from 'express';
import type { HTTPMethod } from 'find-my-way';
import { DomainError } from '../common/domain-error.js';
import type { Answers } from './answers.js';
import { bornAsExpress } from './exchange.js';
import { ReadyAnswer } from './ready-answer.js';
import { RouteTable, type Found, type RouteHandler } from './route-table.js';

type BeforeReply = (answer: unknown) => Promise<void>;

declare module 'express-serve-static-core' {
  interface Response {
    /** What has to be done with the answer of a route before it is sent. */
    beforeReply?: BeforeReply | undefined;
  }
}

/** A handler as Nest's adapters know it. */
type NestHandler = Parameters<ExpressAdapter['get']>[1];

/** What happens to every request, in this order, before it finds its route. */
export interface Manners {
  /** Gives the request its id and the answer its headers, and sees to the log line. Must not fail. */
  readonly greet: (request: Request, response: Response) => void;
  /** Handlers that may answer themselves or refuse, such as CORS and the body parsers. `request.route` is known. */
  readonly receive: readonly RequestHandler[];
}

/**
 * Nest's Express adapter with a shorter way to a route. Requests and responses are Express's own objects and the routes
 * are Nest's own handlers, guards, pipes and filters included; what is left out is what Express does to find them. What
 * is not a route of a controller (the documents) is served by Express itself, after the same manners.
 */
export class HttpAdapter extends ExpressAdapter {
  private readonly routes = new RouteTable();
  private manners: Manners = { greet: () => undefined, receive: [] };
  private answers: Answers | undefined;
  private forExpress = false;
  private onError: ErrorRequestHandler = (_error, _request, response) => response.destroy();

  /** The routes of controllers, as `GET /players/:playerId`. */
  get controllerRoutes(): readonly string[] {
    return this.routes.names;
  }

  /** What `work` registers is left to Express, with the middleware that Express puts before it. */
  leaveToExpress(work: () => void): void {
    this.forExpress = true;
    work();
    this.forExpress = false;
  }

  /** To be called once, before the application listens. */
  prepare(manners: Manners, answers: Answers): void {
    this.manners = manners;
    this.answers = answers;
  }

  override initHttpServer(): void {
    const app = this.getInstance<Express>();
    this.setHttpServer(
      createServer(bornAsExpress(app), (request, response) => this.serve(request as Request, response as Response)),
    );
  }

  override get(path: unknown, handler?: unknown): unknown {
    return this.register('GET', path, handler) || (super.get(path, handler as NestHandler) as unknown);
  }

  override post(path: unknown, handler?: unknown): unknown {
    return this.register('POST', path, handler) || (super.post(path, handler as NestHandler) as unknown);
  }

  override put(path: unknown, handler?: unknown): unknown {
    return this.register('PUT', path, handler) || (super.put(path, handler as NestHandler) as unknown);
  }

  override patch(path: unknown, handler?: unknown): unknown {
    return this.register('PATCH', path, handler) || (super.patch(path, handler as NestHandler) as unknown);
  }

  override delete(path: unknown, handler?: unknown): unknown {
    return this.register('DELETE', path, handler) || (super.delete(path, handler as NestHandler) as unknown);
  }

  override setErrorHandler(handler: ErrorRequestHandler, prefix?: string): unknown {
    this.onError = handler;
    return super.setErrorHandler(handler, prefix) as unknown;
  }

  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    const { answers } = this;
    if (!answers) return super.reply(response, body, statusCode) as unknown;
    if (response.beforeReply) return this.replyAfter(response.beforeReply, response, body, statusCode);
    if (statusCode !== undefined) response.statusCode = statusCode;
    if (body instanceof ReadyAnswer) return answers.sendReady(response, body);
    if (body instanceof StreamableFile) {
      return answers.compressed(response, () => void super.reply(response, body, statusCode));
    }
    if (body === undefined || body === null) return response.end();
    return typeof body === 'object'
      ? answers.sendJson(response, body)
      : answers.sendText(response, String(body), 'text/html; charset=utf-8');
  }

  private async replyAfter(work: BeforeReply, response: Response, body: unknown, statusCode?: number): Promise<void> {
    response.beforeReply = undefined;
    await work(body);
    await this.reply(response, body, statusCode);
  }

  /** False when the route is left to Express. */
  private register(method: HTTPMethod, path: unknown, handler: unknown): boolean {
    return !this.forExpress && typeof path === 'string' && this.routes.add(method, path, handler as RouteHandler);
  }

  private serve(request: Request, response: Response): void {
    request.res = response;
    request.originalUrl = request.url;
    request.baseUrl = '';
    // Found first, for what reads the body has to know whose it is.
    const found = this.routes.find(request.method, request.url);
    if (typeof found === 'object' && found !== null) {
      request.params = found.params as Record<string, string>;
      request.route = found.route;
    }
    this.manners.greet(request, response);
    this.receive(request, response, found, 0);
  }

  /** The handlers one after another, then the route. */
  private receive(request: Request, response: Response, found: Found, index: number): void {
    const handler = this.manners.receive[index];
    if (!handler) return this.dispatch(request, response, found);
    const next = (error?: unknown): void => {
      if (error === undefined || error === null) this.receive(request, response, found, index + 1);
      else this.fail(error, request, response);
    };
    void handler(request, response, next);
  }

  private dispatch(request: Request, response: Response, found: Found): void {
    if (found === null) return void this.getInstance<Express>()(request, response);
    if (found === 'bad-url') {
      return this.fail(new DomainError('BAD_REQUEST', 'The URL cannot be decoded.'), request, response);
    }
    found.route.handler(request, response, (error?: unknown) => this.fail(error, request, response));
  }

  private fail(error: unknown, request: Request, response: Response): void {
    const next: NextFunction = () => response.destroy();
    void this.onError(error, request, response, next);
  }
}
