import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { EmbeddedGuard, type EmbeddedLogger } from './embedded-guard.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { EMBEDDED_USER, PostgresCluster } from './postgres-cluster.js';
import { choosePostgresRunner } from './postgres-runner.js';

/** A running embedded PostgreSQL, held by this process alone. */
export interface EmbeddedPostgres {
  /** `postgresql://…` of the database `agl`. Stays valid when the server crashes and is started again. */
  readonly url: string;
  /** Shuts the server down (open transactions are rolled back) and waits for its end. May be called more than once. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder of everything that is kept: `postgres/`, `postgres-password`, `postgres.log`. Made when missing. */
  readonly dataDir: string;
  readonly logger?: EmbeddedLogger;
  /** PostgreSQL settings that differ from the usual ones, such as `{ fsync: 'off' }` for a throw-away server. */
  readonly settings?: Readonly<Record<string, string>>;
}

const SILENT: EmbeddedLogger = { info() {}, warn() {}, error() {} };

/**
 * Starts the PostgreSQL that came with npm on a data folder, which the first start makes. A server that a killed
 * process left running is taken over. When the server dies, it is started again on the same port.
 *
 * @throws DataFolderInUseError when another process holds the folder.
 * @throws Error that says what to do when PostgreSQL cannot be run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const binaries = await findPostgresBinaries();
  const runner = await choosePostgresRunner(binaries.initdb, dataDir);
  const cluster = new PostgresCluster(dataDir, binaries, runner, options.settings);
  const password = await readOrMakePassword(path.join(dataDir, 'postgres-password'));
  await cluster.createIfMissing(password);
  const guard = new EmbeddedGuard(cluster, password, options.logger ?? SILENT);
  const port = await guard.start();
  return { url: `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/agl`, stop: () => guard.stop() };
}

/** The superuser's password, random, made once; processes that start together agree on one. */
async function readOrMakePassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim() !== '') {
    return known.trim();
  }
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(24).toString('base64url')}\n`);
    await handle.sync();
    // Unlike a rename, a link fails when another process was faster.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
  const password = (await readFile(file, 'utf8')).trim();
  if (password === '') {
    throw new Error(`${file} is empty: restore it from a backup, or remove it if there is no data to keep`);
  }
  return password;
}
