import { expect } from '@jest/globals';
import type { Response } from 'supertest';

/** An error as a caller reads it (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

const MEMBERS = ['type', 'title', 'status', 'detail', 'instance', 'code'];

/** Checks that an answer is a whole problem of this status and code, and that its instance is the request's id. */
export function problemOf(response: Response, status: number, code: string): Problem {
  expect({ status: response.status, code: (response.body as Problem).code }).toEqual({ status, code });
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.headers['cache-control']).toBe('no-store');
  const problem = response.body as Problem;
  expect(Object.keys(problem)).toEqual(expect.arrayContaining(MEMBERS));
  expect([...MEMBERS, 'errors', 'moreErrors', 'warnings']).toEqual(expect.arrayContaining(Object.keys(problem)));
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`urn:agl:problem:${code.toLowerCase().replaceAll('_', '-')}`);
  expect(problem.title).not.toBe('');
  expect(problem.detail).not.toBe('');
  expect(problem.instance).toBe(response.headers['x-request-id']);
  return problem;
}

/** Checks a refusal of input: each fault's path. */
export function refusedFields(response: Response): string[] {
  const { errors = [] } = problemOf(response, 400, 'VALIDATION_FAILED');
  for (const { message } of errors) expect(message).not.toBe('');
  return errors.map(({ path }) => path);
}

/** The body of a problem without what differs from request to request. */
export function withoutInstance(response: Response): Omit<Problem, 'instance'> {
  const { instance: _instance, ...rest } = response.body as Problem;
  return rest;
}
