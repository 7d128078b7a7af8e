import { describe, expect, it } from '@jest/globals';
import { anything, assert, property } from 'fast-check';

import { breaksConnection, classifyDatabaseError, mayRetry, retryDelayMs } from './retry.rules.js';
import type { DatabaseErrorClass } from './retry.tables.js';

/** An error as the drivers build it: a message and some fields. */
function failure(message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), fields);
}

/** What Prisma throws for an error of the driver. */
function prismaFailure(code: string, cause: object): Error {
  return failure('Invalid `findMany()` invocation', {
    code,
    meta: { driverAdapterError: failure('DriverAdapterError', { cause }) },
  });
}

describe('classifyDatabaseError', () => {
  it.each<[string, unknown, DatabaseErrorClass, boolean]>([
    ['disk full', failure('could not extend file', { code: '53100', severity: 'ERROR' }), 'unavailable', true],
    ['out of memory', failure('out of memory', { code: '53200', severity: 'ERROR' }), 'unavailable', true],
    ['starting up', failure('starting up', { code: '57P03', severity: 'FATAL' }), 'not-run', true],
    ['crash of another session', failure('terminating', { code: '57P02', severity: 'FATAL' }), 'unknown-outcome', true],
    ['serialization', failure('could not serialize', { code: '40001', severity: 'ERROR' }), 'retry-transaction', true],
    ['reset', failure('read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }), 'unknown-outcome', true],
    ['timeout while connecting', failure('connect', { code: 'ETIMEDOUT', syscall: 'connect' }), 'not-run', true],
    ['timeout while reading', failure('read', { code: 'ETIMEDOUT', syscall: 'read' }), 'unknown-outcome', true],
    ['lost connection', failure('Connection terminated unexpectedly'), 'unknown-outcome', true],
    ['connect timeout', failure('Connection terminated due to connection timeout'), 'not-run', true],
    ['slow connect', failure('timeout expired'), 'not-run', true],
    [
      'used after a loss',
      failure('Client has encountered a connection error and is not queryable'),
      'unknown-outcome',
      true,
    ],
    ['pool exhausted', failure('timeout exceeded when trying to connect'), 'unavailable', true],
    ['Prisma: unreachable', failure("Can't reach database server", { code: 'P1001' }), 'not-run', true],
    ['Prisma: closed', failure('Server has closed the connection', { code: 'P1017' }), 'unknown-outcome', true],
    ['Prisma: conflict', failure('write conflict', { code: 'P2034' }), 'retry-transaction', true],
    ['Prisma: not found', failure('not found', { code: 'P2025' }), 'final', false],
    [
      'bare conflict at COMMIT',
      failure('TransactionWriteConflict', { name: 'DriverAdapterError', cause: { kind: 'TransactionWriteConflict' } }),
      'retry-transaction',
      true,
    ],
    ['our own error', new TypeError('x is not a function'), 'final', false],
    ['nothing', undefined, 'final', false],
    ['a text', 'ECONNRESET', 'final', false],
  ])('%s', (_name, error, expected, busy) => {
    expect(classifyDatabaseError(error)).toMatchObject({ class: expected, busy });
  });

  it('believes what the database said more than what Prisma made of it', () => {
    const shutdown = prismaFailure('P1001', { kind: 'postgres', code: '57P01', originalCode: '57P01' });
    expect(classifyDatabaseError(shutdown)).toEqual({ class: 'unknown-outcome', busy: true, code: '57P01' });
    const timeout = prismaFailure('P1001', { kind: 'postgres', code: '57014', originalCode: '57014' });
    expect(classifyDatabaseError(timeout)).toEqual({ class: 'final', busy: false, code: '57014' });
    const unlisted = prismaFailure('P2034', { kind: 'postgres', code: '22012', originalCode: '22012' });
    expect(classifyDatabaseError(unlisted)).toEqual({ class: 'final', busy: false, code: '22012' });
  });

  it('looks through wrapping errors, but ends on circles', () => {
    const wrapped = new Error('saving the player failed', { cause: failure('gone', { code: 'ECONNREFUSED' }) });
    expect(classifyDatabaseError(wrapped).class).toBe('not-run');
    const circle = failure('circle');
    circle.cause = circle;
    expect(classifyDatabaseError(circle).class).toBe('final');
  });

  it('never throws', () => {
    assert(property(anything(), (error) => typeof classifyDatabaseError(error).class === 'string'));
  });
});

describe('mayRetry', () => {
  it.each<[DatabaseErrorClass, boolean, boolean]>([
    ['not-run', false, true],
    ['retry-transaction', false, true],
    ['unknown-outcome', false, false],
    ['unknown-outcome', true, true],
    ['unavailable', true, false],
    ['final', true, false],
  ])('%s, idempotent %s: %s', (errorClass, idempotent, expected) => {
    expect(mayRetry(errorClass, idempotent)).toBe(expected);
  });
});

describe('breaksConnection', () => {
  it('keeps a connection after an ordinary refusal and drops it after anything else', () => {
    expect(breaksConnection(failure('duplicate', { severity: 'ERROR', code: '23505' }))).toBe(false);
    expect(breaksConnection(failure('cancelled', { severity: 'ERROR', code: '57014' }))).toBe(false);
    expect(breaksConnection(failure('shutdown', { severity: 'FATAL', code: '57P01' }))).toBe(true);
    expect(breaksConnection(failure('standby', { severity: 'ERROR', code: '25006' }))).toBe(true);
    expect(
      breaksConnection(failure('cached plan must not change result type', { severity: 'ERROR', code: '0A000' })),
    ).toBe(true);
    expect(breaksConnection(failure('Query read timeout'))).toBe(true);
  });
});

describe('retryDelayMs', () => {
  it('is spread over 0 to 50 ms at first, twice that each time, and never over 2 s', () => {
    expect([0, 1, 2, 3, 10, 2000].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
      50, 100, 200, 400, 2_000, 2_000,
    ]);
    expect(retryDelayMs(3, 0)).toBe(0);
    expect(retryDelayMs(3, 0.5)).toBe(200);
  });
});
