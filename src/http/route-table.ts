import type { NextFunction, Request, Response } from 'express';
import createRouter, { type HTTPMethod } from 'find-my-way';

/** What Nest makes of a controller's method: guards, pipes, the call, the answer, and errors to the filter. */
export type RouteHandler = (request: Request, response: Response, next: NextFunction) => unknown;

export interface Route {
  /** The path as it was registered, such as `/players/:playerId`. */
  readonly path: string;
  readonly handler: RouteHandler;
}

export interface FoundRoute {
  readonly route: Route;
  readonly params: Record<string, string | undefined>;
}

/** What there is for a request: null when there is no route, `'bad-url'` when its path cannot be decoded. */
export type Found = FoundRoute | null | 'bad-url';

/** Paths that both routers read alike: plain segments and `:parameters`. */
const PLAIN_PATH = /^(\/:?[\w.-]*)+$/;

/**
 * The routes by method and path, found in a radix tree: what a look-up costs does not grow with the number of routes,
 * while Express tries the pattern of each in turn. Letters' case and a trailing slash do not matter, as in Express.
 */
export class RouteTable {
  readonly names: string[] = [];
  private readonly router = createRouter({
    caseSensitive: false,
    ignoreTrailingSlash: true,
    // A long identifier is refused by its own rule, which says why.
    maxParamLength: 16_384,
    onBadUrl: () => undefined,
  });

  /** False when the path is one for Express: a pattern, or one that is taken already. */
  add(method: HTTPMethod, path: string, handler: RouteHandler): boolean {
    if (!PLAIN_PATH.test(path) || this.router.hasRoute(method, path)) return false;
    const route: Route = { path, handler };
    this.names.push(`${method} ${path}`);
    const methods: HTTPMethod[] = method === 'GET' ? ['GET', 'HEAD'] : [method];
    this.router.on(methods, path, () => undefined, route);
    return true;
  }

  find(method: string, url: string): Found {
    const found = this.router.find(method as HTTPMethod, url);
    if (found === null) return null;
    const route = found.store as Route | null;
    return route ? { route, params: found.params } : 'bad-url';
  }
}
