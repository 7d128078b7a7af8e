import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Request } from 'express';
import { checkValue } from './schema-check.js';

/** A parameter of a handler that comes from the caller and has a schema. */
interface CheckedParameter {
  readonly source: 'body' | 'query' | 'params';
  /** The one member that is wanted; undefined for all of the source. */
  readonly name: string | undefined;
  readonly schema: StandardSchemaV1;
}

const SOURCES: Readonly<Record<number, CheckedParameter['source'] | undefined>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'params',
};

/**
 * Checks bodies, queries and path parameters against the zod schemas beside them (`@Body({ schema })`) and puts in their
 * place what the schemas made of them.
 *
 * Nest means this to be done by a pipe. Pipes run as promises, several for each parameter, which costs a cached read a
 * quarter of its time; a guard can answer at once, and our schemas do. It has to be the last of the guards, so that
 * nobody without a key learns what a route takes.
 */
export class SchemaGuard implements CanActivate {
  private readonly parametersOf = new Map<unknown, readonly CheckedParameter[]>();

  canActivate(context: ExecutionContext): true {
    const handler = context.getHandler();
    let parameters = this.parametersOf.get(handler);
    if (!parameters) {
      parameters = checkedParameters(context.getClass(), handler.name);
      this.parametersOf.set(handler, parameters);
    }
    if (parameters.length > 0) {
      const request = context.switchToHttp().getRequest<Request>();
      for (const parameter of parameters) check(request, parameter);
    }
    return true;
  }
}

/** The checked parameters of a controller's method, in their order. */
function checkedParameters(controller: object, method: string): CheckedParameter[] {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { index: number; data?: unknown; schema?: StandardSchemaV1 }
  >;
  return Object.entries(metadata)
    .sort(([, a], [, b]) => a.index - b.index)
    .flatMap(([key, { data, schema }]) => {
      const source = SOURCES[Number(key.split(':')[0])];
      const name = typeof data === 'string' ? data : undefined;
      return source && schema ? [{ source, name, schema }] : [];
    });
}

/**
 * @throws DomainError VALIDATION_FAILED
 */
function check(request: Request, { source, name, schema }: CheckedParameter): void {
  const holder = request[source] as Record<string, unknown>;
  const value = name === undefined ? holder : holder[name];
  const checked = checkValue(schema, value, name);
  if (name === undefined) request[source] = checked as typeof request.params;
  else holder[name] = checked;
}
