import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http';
import type { Express } from 'express';

/**
 * The classes that Node shall make requests and responses of, so that they are Express's own from the start.
 *
 * Express turns each plain request and response into its own with `Object.setPrototypeOf`, which costs V8 more than all
 * the rest of a small answer: an object whose prototype changes loses its fast shape. Here the prototypes are in place
 * when the objects are made, and Express's own call changes nothing.
 */
export function bornAsExpress(app: Express): ServerOptions {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Received extends IncomingMessage> extends ServerResponse<Received> {}
  Object.setPrototypeOf(ExpressRequest.prototype, app.request);
  Object.defineProperty(ExpressRequest.prototype, 'query', checkedQuery(app.request));
  Object.setPrototypeOf(ExpressResponse.prototype, app.response);
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}

const CHECKED = Symbol('the query as the route wants it');

/** Express parses the query anew each time it is asked; ours is parsed when there is one, and can be replaced. */
function checkedQuery(express: object): PropertyDescriptor {
  const parse = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(express), 'query')?.get;
  return {
    get(this: IncomingMessage & { [CHECKED]?: unknown }): unknown {
      return (this[CHECKED] ??= this.url?.includes('?') ? parse?.call(this) : {});
    },
    set(this: IncomingMessage & { [CHECKED]?: unknown }, query: unknown) {
      this[CHECKED] = query;
    },
  };
}
