import { EventEmitter, once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuid } from 'uuid';

import { findFreePort } from '../../src/prisma/postgres-cluster.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { classifyDatabaseError } from '../../src/prisma/retry.rules.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

jest.setTimeout(30_000);

const UNKNOWN = { class: 'unknown-outcome', busy: true };

describe('failures of a real database', () => {
  let database: TestDatabase;
  let prisma: PrismaService;
  const services: PrismaService[] = [];

  beforeAll(async () => {
    database = await createDatabase();
    prisma = connect();
    await prisma.query('make-table', 'CREATE TABLE cells (id int PRIMARY KEY, value int NOT NULL)', []);
    await prisma.query('fill-table', 'INSERT INTO cells VALUES (1, 0), (2, 0)', []);
  });

  afterAll(async () => {
    for (const service of services) {
      await service.onApplicationShutdown();
    }
    await database?.drop();
  });

  function connect(parameters = '', limits: object = {}): PrismaService {
    const service = new PrismaService({ DATABASE_URL: `${database.url}${parameters}`, ...limits });
    services.push(service);
    return service;
  }

  /** Ends, from outside, the connections of the test database that run a statement like this. */
  async function terminate(pattern: string): Promise<void> {
    const sql = `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE $1`;
    const deadline = Date.now() + 5_000;
    let ended: object[] = [];
    while (ended.length === 0) {
      expect(Date.now()).toBeLessThan(deadline);
      ended = await prisma.query('terminate', sql, [pattern]);
    }
  }

  it('refused: not run, both by pg and by Prisma, and not ready', async () => {
    const nobody = new URL(database.url);
    nobody.port = String(await findFreePort());
    const away = new PrismaService({ DATABASE_URL: nobody.href });
    services.push(away);
    const refused = { class: 'not-run', busy: true };
    expect(await judge(away.query('one', 'SELECT 1', []))).toMatchObject(refused);
    expect(await judge(away.client.game.findMany())).toMatchObject(refused);
    expect(await judge(away.client.$transaction(async (tx) => tx.game.count()))).toMatchObject(refused);
    expect(await away.isReady(1_000)).toBe(false);
    expect(await prisma.isReady(5_000)).toBe(true);
  });

  it('pool exhausted: unavailable, after the wait for the pool and not tried again', async () => {
    const narrow = connect('', { DB_POOL_SIZE: 1, DB_POOL_TIMEOUT: 1 });
    let attempts = 0;
    await narrow.transaction(async () => {
      const exhausted = { class: 'unavailable', busy: true };
      expect(await judge(narrow.client.game.findMany())).toMatchObject(exhausted);
      const attempt = () => {
        attempts++;
        return narrow.query('one', 'SELECT 1', []);
      };
      expect(await judge(narrow.executeWithRetry(attempt, { idempotent: true }))).toMatchObject(exhausted);
      expect(narrow.poolStats()).toEqual({ total: 1, idle: 0, waiting: 0, max: 1 });
      expect(await narrow.isReady(50)).toBe(false);
    });
    expect(attempts).toBe(1);
  });

  it('deadlock: the transaction is run again, though it is not idempotent, and both are counted once', async () => {
    const before = await prisma.query<{ value: number }>('cells', 'SELECT value FROM cells ORDER BY id', []);
    const seen: unknown[] = [];
    let arrived = 0;
    const bothHoldOne = new EventEmitter();
    const both = once(bothHoldOne, 'now');
    const add = (first: number, second: number) =>
      prisma.executeWithRetry(
        () =>
          prisma
            .transaction(async ({ query }) => {
              await query('add', 'UPDATE cells SET value = value + 1 WHERE id = $1', [first]);
              arrived++;
              if (arrived === 2) {
                bothHoldOne.emit('now');
              }
              await both;
              await query('add', 'UPDATE cells SET value = value + 1 WHERE id = $1', [second]);
            })
            .catch((error: unknown) => {
              seen.push(classifyDatabaseError(error));
              throw error;
            }),
        { idempotent: false },
      );
    await Promise.all([add(1, 2), add(2, 1)]);
    expect(seen).toEqual([{ class: 'retry-transaction', busy: true, code: '40P01' }]);
    const after = await prisma.query<{ value: number }>('cells', 'SELECT value FROM cells ORDER BY id', []);
    expect(after).toEqual(before.map(({ value }) => ({ value: value + 2 })));
  });

  it('serialization failure: the transaction is to be run again, by Prisma too', async () => {
    const conflict = prisma.client.$transaction(
      async (tx) => {
        await tx.$queryRawUnsafe('SELECT value FROM cells WHERE id = 1');
        await prisma.query('touch', 'UPDATE cells SET value = value WHERE id = 1', []);
        await tx.$executeRawUnsafe('UPDATE cells SET value = value + 1 WHERE id = 1');
      },
      { isolationLevel: 'Serializable' },
    );
    expect(await judge(conflict)).toMatchObject({ class: 'retry-transaction', busy: true });
  });

  it('conflict that shows at COMMIT only: the transaction is to be run again', async () => {
    const skew = prisma.client.$transaction(
      async (tx) => {
        const table = 'SELECT sum(value)::int AS sum FROM cells';
        await tx.$queryRawUnsafe(table);
        await prisma.client.$transaction(
          async (other) => {
            await other.$queryRawUnsafe(table);
            await other.$executeRawUnsafe('UPDATE cells SET value = value + 1 WHERE id = 2');
            await tx.$executeRawUnsafe('UPDATE cells SET value = value + 1 WHERE id = 1');
          },
          { isolationLevel: 'Serializable' },
        );
      },
      { isolationLevel: 'Serializable' },
    );
    expect(await judge(skew)).toMatchObject({ class: 'retry-transaction', busy: true });
  });

  it('lock not available: the transaction is to be run again', async () => {
    await prisma.transaction(async ({ query }) => {
      await query('lock', 'SELECT 1 FROM cells WHERE id = 1 FOR UPDATE', []);
      const nowait = prisma.query('nowait', 'SELECT 1 FROM cells WHERE id = 1 FOR UPDATE NOWAIT', []);
      expect(await judge(nowait)).toEqual({ class: 'retry-transaction', busy: true, code: '55P03' });
    });
  });

  it('statement timeout: final, and the connection is kept', async () => {
    const hasty = connect('?statement_timeout=50', { DB_POOL_SIZE: 1 });
    const [before] = await hasty.query('pid', 'SELECT pg_backend_pid() AS pid', []);
    const timedOut = { class: 'final', busy: false, code: '57014' };
    expect(await judge(hasty.query('sleep', 'SELECT pg_sleep(5)', []))).toEqual(timedOut);
    expect(await judge(hasty.client.$executeRawUnsafe('SELECT pg_sleep(5)'))).toEqual(timedOut);
    expect(await hasty.query('pid', 'SELECT pg_backend_pid() AS pid', [])).toEqual([before]);
  });

  it('unique violation: final, and the connection is kept', async () => {
    const single = connect('', { DB_POOL_SIZE: 1 });
    const [before] = await single.query('pid', 'SELECT pg_backend_pid() AS pid', []);
    const id = uuid();
    await single.client.game.create({ data: { id, name: 'one' } });
    const duplicate = { class: 'final', busy: false, code: '23505' };
    expect(await judge(single.client.game.create({ data: { id, name: 'two' } }))).toEqual(duplicate);
    expect(await judge(single.query('insert', 'INSERT INTO cells VALUES (1, 0)', []))).toEqual(duplicate);
    const insideTransaction = single.transaction(({ query }) => query('insert', 'INSERT INTO cells VALUES (1, 0)', []));
    expect(await judge(insideTransaction)).toEqual(duplicate);
    expect(await single.query('pid', 'SELECT pg_backend_pid() AS pid', [])).toEqual([before]);
  });

  it('terminated by an administrator: outcome unknown; tried again only when idempotent', async () => {
    for (const idempotent of [true, false]) {
      let attempts = 0;
      const operation = prisma.executeWithRetry(
        () =>
          prisma.query(`victim-${idempotent}`, `SELECT pg_sleep($1) /* victim ${idempotent} */`, [
            attempts++ === 0 ? 20 : 0,
          ]),
        { idempotent },
      );
      const outcome = judge(operation);
      await terminate(`%/* victim ${idempotent} */`);
      expect(await outcome).toMatchObject(
        idempotent ? { class: 'final', code: undefined } : { ...UNKNOWN, code: '57P01' },
      );
      expect(attempts).toBe(idempotent ? 2 : 1);
    }
  });

  it('connection lost between two statements of a transaction: it fails, and the process lives', async () => {
    const lost = prisma.transaction(async ({ query }) => {
      await query('first', 'UPDATE cells SET value = -1 WHERE id = 1 /* cut */', []);
      await terminate('%/* cut */');
      await query('second', 'SELECT 1', []);
    });
    expect(await judge(lost)).toMatchObject(UNKNOWN);
    expect(await prisma.query('kept', 'SELECT 1 AS one FROM cells WHERE id = 1 AND value <> -1', [])).toEqual([
      { one: 1 },
    ]);
  });

  it('too many connections: not run', async () => {
    await prisma.query('role', `CREATE ROLE crowded LOGIN PASSWORD 'crowded' CONNECTION LIMIT 0`, []);
    const url = new URL(database.url);
    [url.username, url.password] = ['crowded', 'crowded'];
    const crowded = new PrismaService({ DATABASE_URL: url.href });
    services.push(crowded);
    expect(await judge(crowded.query('one', 'SELECT 1', []))).toEqual({ class: 'not-run', busy: true, code: '53300' });
    expect(await judge(crowded.client.game.count())).toMatchObject({ class: 'not-run', busy: true });
    await prisma.query('no-role', 'DROP ROLE crowded', []);
  });

  it('a standby: unavailable for writes', async () => {
    const standby = connect('?options=-c%20default_transaction_read_only%3Don');
    const write = standby.query('insert', 'INSERT INTO cells VALUES (3, 0)', []);
    expect(await judge(write)).toEqual({ class: 'unavailable', busy: true, code: '25006' });
  });

  it('a table that changed under a prepared statement: sent again on a new connection', async () => {
    const single = connect('', { DB_POOL_SIZE: 1 });
    const read = () => single.query('all-cells', 'SELECT * FROM cells WHERE id = 1', []);
    await read();
    await prisma.query('alter', 'ALTER TABLE cells ADD COLUMN note text', []);
    expect(await single.executeWithRetry(read, { idempotent: false })).toMatchObject([{ id: 1, note: null }]);
  });

  it('a failure that the work hid: the caller learns at COMMIT that nothing was done', async () => {
    const hidden = prisma.transaction(async ({ query }) => {
      await query('insert', 'INSERT INTO cells VALUES (4, 0)', []);
      await query('insert', 'INSERT INTO cells VALUES (4, 0)', []).catch(() => []);
    });
    await expect(hidden).rejects.toThrow('The transaction was rolled back');
    expect(await prisma.query('fourth', 'SELECT 1 FROM cells WHERE id = 4', [])).toEqual([]);
  });
});

async function judge(operation: Promise<unknown>) {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return classifyDatabaseError(error);
}
