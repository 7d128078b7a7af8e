import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { startEmbeddedPostgres } from '../dist/prisma/embedded-postgres.js';
import { migrate, MigrationError } from '../dist/prisma/migrations.js';
import { withDatabase } from './players.mjs';
import { seedWorld } from './world-seed.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A world has one user at a time: who measures beside another gives a folder of their own. */
const DATA_FOLDER = path.resolve(process.env.AGL_BENCH_DIR ?? path.join(ROOT, '.agl-bench'));
const RECORD_FILE = path.join(DATA_FOLDER, 'world.json');
const WORLD = 'agl_world';
/** A quarter of a small database server's memory, as PostgreSQL advises; our embedded one starts with 128 MB. */
const SETTINGS = { max_wal_size: '4GB', shared_buffers: '1GB' };
/** While the seed is written nothing needs to survive a crash: a broken world is made again. */
const SEED_SETTINGS = {
  ...SETTINGS,
  fsync: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
};

/**
 * @typedef {object} World
 * @property {string} url of the seeded database
 * @property {string} version of PostgreSQL
 * @property {Date} end of the 30 days that the seed covers
 * @property {(database: string) => string} urlOf another database of the server
 * @property {(database: string, sql: string) => Promise<void>} run statements in a database
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the PostgreSQL of the bench with its world, which is made anew only when the seed or the day has changed, or
 * a migration that it was made with. New migrations are applied to it.
 *
 * @param {(text: string) => void} log
 * @returns {Promise<World>}
 */
export async function openWorld(log) {
  const end = new Date(new Date().setUTCHours(0, 0, 0, 0));
  const fingerprint = await fingerprintOf(end);
  const known = await readFile(RECORD_FILE, 'utf8').catch(() => '');
  const isKnown = known === fingerprint && (await bringUpToDate());
  if (!isKnown) {
    await rm(RECORD_FILE, { force: true });
    await makeWorld(end, log);
    await writeFile(RECORD_FILE, fingerprint);
  }
  const postgres = await startEmbeddedPostgres({ dataDir: DATA_FOLDER, settings: SETTINGS });
  const urlOf = (/** @type {string} */ database) => databaseUrl(postgres.url, database);
  const run = (/** @type {string} */ database, /** @type {string} */ sql) =>
    withDatabase(urlOf(database), async (client) => {
      await client.query(sql);
    });
  const version = await withDatabase(postgres.url, async (client) => {
    await dropLeftovers(client);
    const { rows } = await client.query('SHOW server_version');
    return String(rows[0].server_version);
  });
  return { url: urlOf(WORLD), version, end, urlOf, run, stop: () => postgres.stop() };
}

/** Applies new migrations to the world there is; false when one of those that it has was edited. */
async function bringUpToDate() {
  const postgres = await startEmbeddedPostgres({ dataDir: DATA_FOLDER, settings: SETTINGS });
  try {
    await migrate({ url: databaseUrl(postgres.url, WORLD) });
    return true;
  } catch (error) {
    if (error instanceof MigrationError) return false;
    throw error;
  } finally {
    await postgres.stop();
  }
}

/** Removes the databases of scenarios that were cut short. */
async function dropLeftovers(/** @type {import('pg').Client} */ client) {
  const { rows } = await client.query(`SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'`);
  for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
}

async function makeWorld(/** @type {Date} */ end, /** @type {(text: string) => void} */ log) {
  const started = Date.now();
  log('making the world of the bench: 20,000 players, 1,000,000 events, 2,000,000 metric rows (once)');
  const postgres = await startEmbeddedPostgres({ dataDir: DATA_FOLDER, settings: SEED_SETTINGS });
  try {
    await withDatabase(postgres.url, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${WORLD} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${WORLD}`);
    });
    const url = databaseUrl(postgres.url, WORLD);
    await migrate({ url });
    await withDatabase(url, async (client) => {
      await seedWorld(client, end);
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
    });
  } finally {
    await postgres.stop();
  }
  log(`made the world in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** Tells worlds apart by what they were seeded with. */
async function fingerprintOf(/** @type {Date} */ end) {
  const hash = createHash('sha256').update(end.toISOString());
  const files = ['world-seed.mjs', 'world-seed.sql', 'world-pieces.mjs'];
  for (const file of files) hash.update(await readFile(new URL(file, import.meta.url)));
  return hash.digest('hex');
}

function databaseUrl(/** @type {string} */ url, /** @type {string} */ database) {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
