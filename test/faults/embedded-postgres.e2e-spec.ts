import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';

import { DataFolderInUseError } from '../../src/prisma/embedded-guard.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/prisma/embedded-postgres.js';
import { eventually } from '../support/eventually.js';

const PROGRAM = fileURLToPath(new URL('../support/embedded-process.mjs', import.meta.url));
const RECOVERY_MS = 20_000;

jest.setTimeout(60_000);

describe('embedded PostgreSQL', () => {
  let dataDir: string;
  let servers: EmbeddedPostgres[];
  let children: ChildProcess[];

  beforeEach(() => {
    servers = [];
    children = [];
  });

  /** Made with mode 0700: as root this is also the case of a folder that PostgreSQL's user may not enter. */
  async function makeFolder(): Promise<void> {
    dataDir = await mkdtemp(path.join(tmpdir(), 'agl-embedded-'));
  }

  async function removeFolder(): Promise<void> {
    await rm(dataDir, { recursive: true, force: true });
  }

  async function stopAll(): Promise<void> {
    for (const child of children) {
      await kill(child);
    }
    for (const server of servers) {
      await server.stop();
    }
    if (await hasServer()) {
      // The server of a killed process: taken over, to be stopped.
      await (await startEmbeddedPostgres({ dataDir })).stop();
    }
  }

  async function start(): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir });
    servers.push(server);
    return server;
  }

  /** Another process that starts on the same folder. Answers what it said: its URL or its failure. */
  async function startElsewhere(): Promise<{ child: ChildProcess; said: string }> {
    const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [said] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return { child, said };
  }

  async function hasServer(): Promise<boolean> {
    return (await readdir(path.join(dataDir, 'postgres'))).includes('postmaster.pid');
  }

  async function serverPid(): Promise<number> {
    return Number((await readFile(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  describe('on a new folder', () => {
    beforeEach(makeFolder);
    afterEach(async () => {
      await stopAll();
      await removeFolder();
    });

    it('keeps its data, starts again in under two seconds and leaves no process', async () => {
      await chmod(dataDir, 0o755);
      const first = await start();
      await run(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      const pid = await serverPid();
      await Promise.all([first.stop(), first.stop()]);
      // Its file is gone a moment before it is.
      expect(await eventually(() => isRunning(pid), false)).toBe(false);
      const before = performance.now();
      const second = await start();
      expect(performance.now() - before).toBeLessThan(2_000);
      expect(await run(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      const settings = `SELECT current_setting('synchronous_commit') AS commit, current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone`;
      expect(await run(second.url, settings)).toEqual([{ commit: 'on', encoding: 'UTF8', zone: 'UTC' }]);
    });

    it('lets exactly one of two processes have a new folder', async () => {
      const [one, two] = await Promise.all([startElsewhere(), startElsewhere()]);
      const said = [one.said, two.said].sort();
      expect(said[0]).toContain('DataFolderInUseError');
      expect(said[1]).toContain('postgresql://');
    });

    it('clears away what an interrupted first start left', async () => {
      // Above the highest process number of Linux, so no process has it.
      const leftover = path.join(dataDir, 'postgres.init-4194305-abcd1234');
      await mkdir(path.join(leftover, 'data'), { recursive: true });
      await start();
      expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
    });
  });

  describe('on a folder that has been used', () => {
    beforeAll(async () => {
      await makeFolder();
      await (await startEmbeddedPostgres({ dataDir })).stop();
    });
    afterEach(stopAll);
    afterAll(removeFolder);

    it('asks for its password', async () => {
      const server = await start();
      const url = new URL(server.url);
      url.password = 'guess';
      await expect(run(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    });

    it('refuses a second process, says what to do, and does not disturb the first', async () => {
      const { said } = await startElsewhere();
      const refused = startEmbeddedPostgres({ dataDir });
      await expect(refused).rejects.toThrow(DataFolderInUseError);
      await expect(refused).rejects.toThrow(`${path.join(dataDir, 'postgres')} is in use by another AGL process`);
      await expect(refused).rejects.toThrow(/Stop that process, set AGL_DATA_DIR .* or set DATABASE_URL/);
      expect(await run(said, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('takes over the server of a process that was killed', async () => {
      const { child, said } = await startElsewhere();
      await run(said, 'CREATE TABLE taken_over AS SELECT 42 AS answer');
      const pid = await serverPid();
      await kill(child);
      const server = await start();
      expect(await serverPid()).toBe(pid);
      expect(server.url).toBe(said);
      expect(await run(server.url, 'SELECT answer FROM taken_over')).toEqual([{ answer: 42 }]);
      await server.stop();
      // Its file is gone a moment before it is.
      expect(await eventually(() => isRunning(pid), false)).toBe(false);
    });

    it('recovers what was committed when everything was killed', async () => {
      const { child, said } = await startElsewhere();
      await run(said, 'CREATE TABLE recovered AS SELECT 42 AS answer');
      const pid = await serverPid();
      await kill(child);
      process.kill(pid, 'SIGKILL');
      const server = await start();
      expect(await run(server.url, 'SELECT answer FROM recovered')).toEqual([{ answer: 42 }]);
    });

    it('starts although the number of its former process belongs to another program', async () => {
      const first = await start();
      await first.stop();
      await writeFile(
        path.join(dataDir, 'postgres', 'postmaster.pid'),
        `${process.pid}\n${dataDir}/postgres\n1700000000\n1\n\n127.0.0.1\n`,
      );
      const second = await start();
      expect(await run(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('brings a server that died back on the same port, still as its only owner', async () => {
      const server = await start();
      process.kill(await serverPid(), 'SIGKILL');
      expect(await runWhenBack(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      const { said } = await startElsewhere();
      expect(said).toContain('DataFolderInUseError');
    });
  });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

async function run(url: string, sql: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function runWhenBack(url: string, sql: string): Promise<object[]> {
  const deadline = Date.now() + RECOVERY_MS;
  for (;;) {
    try {
      return await run(url, sql);
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
  }
}

/** Whether a process runs; one that ended and was not collected yet has no command line. */
async function isRunning(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')) !== '';
}
