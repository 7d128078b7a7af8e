import type { StandardSchemaV1 } from '@standard-schema/spec';
import { z } from 'zod';
import { DomainError, type FieldError } from './domain-error.js';
import { validationMessage } from './validation-message.rules.js';

/** Faults listed in one answer; more help nobody and make the answer as large as the attack. */
const MAX_ERRORS = 20;

z.config({ customError: validationMessage });

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
