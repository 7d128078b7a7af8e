import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Request } from 'express';
import { z } from 'zod';
import { DomainError, type FieldError } from './domain-error.js';
import { validationMessage } from './validation-message.rules.js';

/** Faults listed in one answer; more help nobody and make the answer as large as the attack. */
const MAX_ERRORS = 20;

z.config({ customError: validationMessage });

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

/**
 * What a schema makes of a value.
 *
 * @param name the value's name, for the errors
 * @throws DomainError VALIDATION_FAILED
 */
export function checkValue(schema: StandardSchemaV1, value: unknown, name?: string): unknown {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) throw new TypeError('a schema of a route must answer at once');
  if (result.issues) throw validationFailed(result.issues, name);
  return result.value;
}

/** The refusal for the issues of a schema; `root` is the path of the value that was checked. */
export function validationFailed(issues: readonly StandardSchemaV1.Issue[], root?: string): DomainError {
  const errors = fieldErrors(issues, root);
  const detail = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  return new DomainError('VALIDATION_FAILED', detail, { errors });
}

/** Each issue as a path and a rule; an object's unknown keys become one fault each. */
export function fieldErrors(issues: readonly StandardSchemaV1.Issue[], root?: string): FieldError[] {
  return issues
    .flatMap((issue) => {
      const path = [...(root === undefined ? [] : [root]), ...(issue.path ?? []).map(segmentName)];
      return unknownKeys(issue).map((key) => ({
        path: [...path, ...(key === undefined ? [] : [key])].join('.'),
        message: key === undefined ? issue.message : 'is not a known field',
      }));
    })
    .slice(0, MAX_ERRORS);
}

function segmentName(segment: PropertyKey | StandardSchemaV1.PathSegment): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}

function unknownKeys(issue: StandardSchemaV1.Issue): (string | undefined)[] {
  const { code, keys } = issue as { code?: unknown; keys?: unknown };
  return code === 'unrecognized_keys' && Array.isArray(keys)
    ? keys.map((key) => String(key).slice(0, 100))
    : [undefined];
}
