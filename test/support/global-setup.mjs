import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

import { compiledFolder, compileSources } from './compile-sources.mjs';
import { startRedis } from './redis-server.mjs';

/** The run's servers, for global-teardown. */
const SERVERS = Symbol.for('agl.test.servers');

/** Starts one PostgreSQL with a migrated template database, and one Redis, for the whole run. */
export default async function globalSetup() {
  const folder = await mkdtemp(path.join(tmpdir(), 'agl-test-'));
  await chmod(folder, 0o755);
  const cleanUps = [
    () => rm(folder, { recursive: true, force: true }),
    () => rm(compiledFolder, { recursive: true, force: true }),
  ];
  const stop = async () => {
    for (const cleanUp of cleanUps.toReversed()) {
      await cleanUp();
    }
  };
  globalThis[SERVERS] = { stop };
  try {
    await compileSources('config');
    const load = await compileSources('prisma');
    const { startEmbeddedPostgres } = await load('embedded-postgres');
    const { findFreePort } = await load('postgres-cluster');
    const { migrate } = await load('migrations');
    const logger = { info() {}, warn: reportLine, error: reportLine };
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    const postgres = await startEmbeddedPostgres({ dataDir: folder, logger, settings });
    cleanUps.push(() => postgres.stop());
    const redis = await startRedis(findFreePort, folder);
    cleanUps.push(() => redis.stop());
    cleanUps.push(watchOver(folder, redis.pid));
    await makeTemplate(postgres.url, migrate);
    process.env.AGL_TEST_POSTGRES_URL = postgres.url;
    process.env.AGL_TEST_REDIS_URL = redis.url;
    process.env.AGL_TEST_COMPILED = compiledFolder;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A database with all tables and nobody connected, from which each test file gets its copy. */
async function makeTemplate(url, migrate) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE DATABASE agl_template');
  const template = new URL(url);
  template.pathname = '/agl_template';
  const directory = fileURLToPath(new URL('../../prisma/migrations/', import.meta.url));
  await migrate({ url: template.href, directory });
  await client.query('ALTER DATABASE agl_template ALLOW_CONNECTIONS false');
  await client.end();
}

/**
 * A killed run cannot tear down, so a small shell waits for the end of this process (of its standard input) and then
 * stops the servers and removes the folder. Answers what ends the watch without doing so.
 */
function watchOver(folder, redisPid) {
  const script = `cat >/dev/null; kill -9 ${redisPid}; kill -QUIT $(head -n 1 "$1/postgres/postmaster.pid"); sleep 1; rm -rf "$1" "$2"`;
  const watch = spawn('/bin/sh', ['-c', script, 'sh', folder, compiledFolder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  watch.stdin.unref();
  const ended = new Promise((resolve) => watch.once('exit', resolve));
  return async () => {
    process.kill(-watch.pid, 'SIGKILL');
    await ended;
  };
}

function reportLine(line) {
  process.stderr.write(`${line}\n`);
}
