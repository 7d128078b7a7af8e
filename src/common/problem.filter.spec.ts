import { describe, expect, it } from '@jest/globals';
import { BadRequestException, HttpException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import * as fc from 'fast-check';
import { DomainError, invalidField, notFound } from './domain-error.js';
import { ERROR_CODES } from './error-codes.tables.js';
import { toDomainError } from './problem.filter.js';

const seen = (error: unknown) => {
  const { code, status, message } = toDomainError(error);
  return { code, status, message };
};

describe('what was thrown', () => {
  it('on purpose is shown as it is', () => {
    const error = invalidField('name', 'is required');
    expect(toDomainError(error)).toBe(error);
    expect(seen(notFound('player'))).toEqual({ code: 'NOT_FOUND', status: 404, message: 'No such player.' });
  });

  it('by the framework keeps its status', () => {
    expect(seen(new NotFoundException('Cannot GET /x'))).toEqual({
      code: 'NOT_FOUND',
      status: 404,
      message: 'Cannot GET /x',
    });
    expect(seen(new BadRequestException('odd'))).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
    expect(seen(new HttpException('teapot', 418))).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
  });

  it('by the framework as its own fault says nothing', () => {
    expect(seen(new InternalServerErrorException('SELECT secret'))).toEqual({
      code: 'INTERNAL_ERROR',
      status: 500,
      message: 'Something went wrong.',
    });
  });

  it('for a URL that cannot be decoded is the caller’s fault', () => {
    expect(seen(new URIError('URI malformed'))).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
  });

  it.each(['08006', '53300', '57P01', '40001'])('by a database that is away (%s) may be tried again', (code) => {
    const error = toDomainError(Object.assign(new Error('connection to 10.0.0.1 failed'), { code }));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: 503, retryAfterSeconds: 1 });
    expect(error.message).not.toContain('10.0.0.1');
  });

  it.each(['23505', '42P01', '22P02'])('by a database that refused a statement (%s) says nothing of it', (code) => {
    const thrown = Object.assign(new Error('relation "players" does not exist'), { code, severity: 'ERROR' });
    expect(seen(thrown)).toMatchObject({ code: 'INTERNAL_ERROR', status: 500 });
    expect(seen(thrown).message).not.toContain('players');
  });

  it('is never shown when it is not known, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ minLength: 12 }), (thrown, secret) => {
        for (const error of [thrown, new Error(secret), { message: secret }, secret]) {
          const shown = toDomainError(error);
          expect(shown.message).not.toContain(secret);
          expect(shown.status).toBe(ERROR_CODES[shown.code].status);
        }
      }),
    );
  });
});

describe('the error codes', () => {
  it('are spelled alike, each with a status of its kind and a title', () => {
    for (const [code, { status, title }] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(title.length).toBeGreaterThan(5);
      expect(new DomainError(code as keyof typeof ERROR_CODES, 'x').status).toBe(status);
    }
  });
});
