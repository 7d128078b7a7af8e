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
  Object.setPrototypeOf(ExpressResponse.prototype, app.response);
  Object.assign(app, { request: ExpressRequest.prototype, response: ExpressResponse.prototype });
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse };
}
