import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

import { POSTGRES_SETTINGS, START_ATTEMPTS, START_TIMEOUT_S, STOP_TIMEOUT_S } from './embedded-postgres.tables.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { PostgresRunner } from './postgres-runner.js';

/** A PostgreSQL server that runs on a data folder. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** Name of the superuser of an embedded PostgreSQL. */
export const EMBEDDED_USER = 'agl';

const INIT_PREFIX = 'postgres.init-';
const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** One data folder and the programs that make it, start it and stop it. Holds no state of its own. */
export class PostgresCluster {
  readonly folder: string;
  readonly logFile: string;

  constructor(
    private readonly dataDir: string,
    private readonly binaries: PostgresBinaries,
    private readonly runner: PostgresRunner,
    private readonly settings: Readonly<Record<string, string>> = {},
  ) {
    this.folder = path.join(dataDir, 'postgres');
    this.logFile = path.join(dataDir, 'postgres.log');
  }

  /** Makes the data folder unless it is there. It appears complete or not at all. */
  async createIfMissing(password: string): Promise<void> {
    await this.removeLeftovers();
    if (await exists(path.join(this.folder, 'PG_VERSION'))) {
      return;
    }
    const work = path.join(this.dataDir, `${INIT_PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
    try {
      await mkdir(work, { mode: 0o700 });
      const passwordFile = path.join(work, 'password');
      const file = await open(passwordFile, 'wx', 0o600);
      await file.writeFile(`${password}\n`);
      await file.close();
      await this.giveToOwner(passwordFile);
      await this.giveToOwner(work);
      const made = path.join(work, 'data');
      const result = await this.runner.run(this.binaries.initdb, [
        `--pgdata=${made}`,
        `--username=${EMBEDDED_USER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own C.UTF-8 needs no locale of the operating system, so the folder works on any machine.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ]);
      if (result.code !== 0) {
        throw new Error(`initdb could not make the PostgreSQL data folder ${this.folder}:\n${result.output.trim()}`);
      }
      await rename(made, this.folder).catch(async (error: unknown) => {
        // Another process made the folder at the same moment; either one is as good.
        if (!(await exists(path.join(this.folder, 'PG_VERSION')))) {
          throw error;
        }
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** The server that runs on this folder, whoever started it. */
  async findRunning(): Promise<RunningServer | undefined> {
    const pidFile = path.join(this.folder, 'postmaster.pid');
    const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) {
      return undefined;
    }
    if (!(await this.isServerOfThisFolder(pid))) {
      // The number now belongs to another program (usual after a container restart). PostgreSQL would take that for a
      // running server and refuse to start.
      await rm(pidFile, { force: true });
      return undefined;
    }
    return Number.isInteger(port) && port > 0 ? { pid, port } : undefined;
  }

  /**
   * Finds the running server or starts it.
   *
   * @param wantedPort the port to use; without it a free one is taken
   * @throws Error with the end of PostgreSQL's log when it does not start.
   */
  async ensureRunning(wantedPort?: number): Promise<RunningServer & { readonly started: boolean }> {
    let failure = '';
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      const running = await this.findRunning();
      if (running !== undefined) {
        return { ...running, started: false };
      }
      failure = await this.start(wantedPort ?? (await findFreePort()));
      if (failure === '') {
        const server = await this.findRunning();
        if (server !== undefined) {
          return { ...server, started: true };
        }
      }
    }
    throw new Error(`PostgreSQL did not start on ${this.folder} (whole log in ${this.logFile}):\n${failure}`);
  }

  /** Shuts the server down and waits for its end: open transactions are rolled back, nothing committed is lost. */
  async stop(): Promise<void> {
    for (const mode of ['fast', 'immediate']) {
      if ((await this.findRunning()) === undefined) {
        return;
      }
      const args = ['stop', `--pgdata=${this.folder}`, `--mode=${mode}`, '--wait', `--timeout=${STOP_TIMEOUT_S}`];
      await this.runner.run(this.binaries.pgCtl, args, (STOP_TIMEOUT_S + 5) * 1000);
    }
    if ((await this.findRunning()) !== undefined) {
      throw new Error(`PostgreSQL on ${this.folder} did not stop; see ${this.logFile}`);
    }
  }

  /** Starts the server. Answers an empty text, or why it failed. */
  private async start(port: number): Promise<string> {
    const logStart = await this.prepareLog();
    const settings = { ...POSTGRES_SETTINGS, ...this.settings, port: String(port) };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value === '' ? "''" : value}`);
    const result = await this.runner.run(
      this.binaries.pgCtl,
      [
        'start',
        `--pgdata=${this.folder}`,
        `--log=${this.logFile}`,
        '--wait',
        `--timeout=${START_TIMEOUT_S}`,
        `--options=${options.join(' ')}`,
      ],
      (START_TIMEOUT_S + 5) * 1000,
    );
    return result.code === 0 ? '' : `${result.output.trim()}\n${await readFrom(this.logFile, logStart)}`.trim();
  }

  /** Makes the log file writable for the server and answers its size; a big one is put aside. */
  private async prepareLog(): Promise<number> {
    const size = await stat(this.logFile).then(
      (found) => found.size,
      () => 0,
    );
    if (size > MAX_LOG_BYTES) {
      await rename(this.logFile, `${this.logFile}.1`);
    }
    await (await open(this.logFile, 'a', 0o600)).close();
    await this.giveToOwner(this.logFile);
    return size > MAX_LOG_BYTES ? 0 : size;
  }

  /** Removes what an interrupted first start left; that of a process which is still at it stays. */
  private async removeLeftovers(): Promise<void> {
    const entries = (await readdir(this.dataDir)).filter((entry) => entry.startsWith(INIT_PREFIX));
    for (const entry of entries) {
      const maker = Number(entry.slice(INIT_PREFIX.length).split('-')[0]);
      if (maker === process.pid || !isAlive(maker)) {
        await rm(path.join(this.dataDir, entry), { recursive: true, force: true });
      }
    }
  }

  private async isServerOfThisFolder(pid: number): Promise<boolean> {
    if (process.platform !== 'linux') {
      return true;
    }
    try {
      // A server's working folder is its data folder.
      return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(this.folder));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === 'EACCES' || code === 'EPERM';
    }
  }

  private async giveToOwner(file: string): Promise<void> {
    if (this.runner.owner !== undefined) {
      await chown(file, this.runner.owner.uid, this.runner.owner.gid);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function readFrom(file: string, start: number): Promise<string> {
  const text = await readFile(file).catch(() => Buffer.alloc(0));
  return text.subarray(start).toString('utf8').trim().split('\n').slice(-20).join('\n');
}

/** A TCP port on 127.0.0.1 that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
