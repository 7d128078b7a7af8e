import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PrismaService } from '../../src/prisma/prisma.service.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

describe('PrismaService', () => {
  let database: TestDatabase;
  let one: PrismaService;
  let two: PrismaService;

  beforeAll(async () => {
    database = await createDatabase();
    one = new PrismaService({ DATABASE_URL: database.url });
    two = new PrismaService({ DATABASE_URL: database.url });
  });

  afterAll(async () => {
    await Promise.all([one?.onApplicationShutdown(), two?.onApplicationShutdown()]);
    await database?.drop();
  });

  it('gives numbers, money, times and days as what they are', async () => {
    const sql = `SELECT 9007199254740991::int8 AS exact, 9007199254740993::int8 AS large, 0.1::numeric(12,6) AS money,
      '2026-02-03 04:05:06.789+02'::timestamptz AS at, '2026-02-03 04:05:06'::timestamp AS bare, '2026-02-03'::date AS day`;
    expect(await one.query('types', sql, [])).toEqual([
      {
        exact: 9007199254740991,
        large: '9007199254740993',
        money: '0.100000',
        at: new Date('2026-02-03T02:05:06.789Z'),
        bare: new Date('2026-02-03T04:05:06Z'),
        day: '2026-02-03',
      },
    ]);
  });

  it('counts days in UTC, names itself and gives statements a limit, whatever the server is set to', async () => {
    const sql = `SELECT current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS "limit",
      current_setting('application_name') AS name`;
    expect(await one.query('settings', sql, [])).toEqual([{ zone: 'UTC', limit: '15s', name: 'agl' }]);
  });

  it('runs exclusive work in one process at a time, and in the next when it has ended', async () => {
    const result = await one.runExclusively('work', async () => {
      const other = await two.runExclusively('work', async () => 'two');
      const unrelated = await two.runExclusively('other work', async () => 'two');
      return { other, unrelated };
    });
    expect(result).toEqual({ ran: true, value: { other: { ran: false }, unrelated: { ran: true, value: 'two' } } });
    expect(await two.runExclusively('work', async () => 'two')).toEqual({ ran: true, value: 'two' });
  });

  it('frees the lock of work that throws', async () => {
    const failing = one.runExclusively('work', () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await two.runExclusively('work', async () => 'two')).toEqual({ ran: true, value: 'two' });
  });

  it('tells exclusive work when the lock is lost', async () => {
    const sql = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const result = await one.runExclusively('work', async (signal) => {
      const lost = new Promise((resolve) => signal.addEventListener('abort', () => resolve('lost')));
      await two.query('cut', sql, []);
      return lost;
    });
    expect(result).toEqual({ ran: true, value: 'lost' });
    expect(one.poolStats().total).toBe(one.poolStats().idle);
  });

  it('counts nobody as waiting for whom a connection is idle', async () => {
    await two.query('warm', 'SELECT 1', []);
    expect(two.poolStats().idle).toBeGreaterThan(0);
    const asked = two.query('asked', 'SELECT 1', []);
    expect(two.poolStats().waiting).toBe(0);
    await asked;
  });
});
