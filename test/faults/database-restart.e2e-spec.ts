import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/prisma/embedded-postgres.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { classifyDatabaseError } from '../../src/prisma/retry.rules.js';

jest.setTimeout(60_000);

const PATIENT = { maxRetries: 100, deadlineMs: 20_000 };
const WRITERS = 8;
const WRITES_EACH = 40;

describe('a database that is killed and comes back', () => {
  let dataDir: string;
  let server: EmbeddedPostgres;
  let prisma: PrismaService;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'agl-restart-'));
    server = await startEmbeddedPostgres({ dataDir });
    prisma = new PrismaService({ DATABASE_URL: server.url });
    await prisma.query('make', 'CREATE TABLE acknowledged (key text PRIMARY KEY, times int NOT NULL DEFAULT 1)', []);
  });

  afterAll(async () => {
    await prisma?.onApplicationShutdown();
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function postmaster(): Promise<number> {
    return Number((await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  it('loses no acknowledged write', async () => {
    let acknowledged = 0;
    const write = async (key: string) => {
      const sql = 'INSERT INTO acknowledged (key) VALUES ($1) ON CONFLICT (key) DO NOTHING';
      await prisma.executeWithRetry(() => prisma.query('write', sql, [key]), { idempotent: true, ...PATIENT });
      acknowledged++;
      if (acknowledged === (WRITERS * WRITES_EACH) / 4) {
        process.kill(await postmaster(), 'SIGKILL');
      }
    };
    const writer = async (id: number) => {
      for (let number = 0; number < WRITES_EACH; number++) {
        await write(`${id}-${number}`);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, id) => writer(id)));
    expect(acknowledged).toBe(WRITERS * WRITES_EACH);
    expect(await prisma.query('kept', 'SELECT count(*) AS rows FROM acknowledged', [])).toEqual([
      { rows: acknowledged },
    ]);
  });

  it('does not repeat what is not idempotent and may have been done', async () => {
    const sql = 'UPDATE acknowledged SET times = times + 1 WHERE key = $1 RETURNING pg_sleep(30)';
    let attempts = 0;
    const increment = () => {
      attempts++;
      return prisma.query('increment', sql, ['0-0']);
    };
    const outcome = prisma.executeWithRetry(increment, { idempotent: false, ...PATIENT }).catch(classifyDatabaseError);
    const active = `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'UPDATE acknowledged%' AND wait_event = 'PgSleep'`;
    while ((await prisma.query('active', active, [])).length === 0);
    process.kill(await postmaster(), 'SIGKILL');
    expect(await outcome).toMatchObject({ class: 'unknown-outcome', busy: true });
    expect(attempts).toBe(1);
    const read = () => prisma.query('times', 'SELECT times FROM acknowledged WHERE key = $1', ['0-0']);
    expect(await prisma.executeWithRetry(read, { idempotent: true, ...PATIENT })).toEqual([{ times: 1 }]);
    expect(await prisma.isReady(2_000)).toBe(true);
  });

  it('refuses new connections while it shuts down: not run', async () => {
    // SIGTERM waits for those who are connected and turns others away.
    process.kill(await postmaster(), 'SIGTERM');
    const late = new PrismaService({ DATABASE_URL: server.url });
    const codes = new Set<string | undefined>();
    while (!codes.has('57P03')) {
      const failure = classifyDatabaseError(await late.query('one', 'SELECT 1', []).catch((error: unknown) => error));
      codes.add(failure.code);
      expect(failure.code === undefined || failure.class === 'not-run').toBe(true);
    }
    await late.onApplicationShutdown();
  });
});
