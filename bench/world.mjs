import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';

import { hashKey, keyPrefix, spellKey } from '../dist/auth/key.rules.js';
import { extractIndexTerms } from '../dist/memories/terms.rules.js';
import { startEmbeddedPostgres } from '../dist/prisma/embedded-postgres.js';
import { migrate } from '../dist/prisma/migrations.js';
import { ENDINGS, EVENT_KINDS, MIDDLES, OPENINGS } from './world-pieces.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DATA_FOLDER = path.join(ROOT, '.agl-bench');
const RECORD_FILE = path.join(DATA_FOLDER, 'world.json');
const WORLD = 'agl_world';
const EVENT_KIND_ROWS = 64;
const SETTINGS = { max_wal_size: '4GB' };
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
 * Starts the PostgreSQL of the bench with its world, which is made anew only when the migrations, the seed or the day
 * have changed.
 *
 * @param {(text: string) => void} log
 * @returns {Promise<World>}
 */
export async function openWorld(log) {
  const end = new Date(new Date().setUTCHours(0, 0, 0, 0));
  const fingerprint = await fingerprintOf(end);
  const known = await readFile(RECORD_FILE, 'utf8').catch(() => '');
  if (known !== fingerprint) {
    await rm(RECORD_FILE, { force: true });
    await makeWorld(end, log);
    await writeFile(RECORD_FILE, fingerprint);
  }
  const postgres = await startEmbeddedPostgres({ dataDir: DATA_FOLDER, settings: SETTINGS });
  const urlOf = (/** @type {string} */ database) => databaseUrl(postgres.url, database);
  const run = (/** @type {string} */ database, /** @type {string} */ sql) =>
    withClient(urlOf(database), async (client) => {
      await client.query(sql);
    });
  const version = await withClient(urlOf(WORLD), async (client) => {
    const { rows } = await client.query('SHOW server_version');
    return String(rows[0].server_version);
  });
  return { url: urlOf(WORLD), version, end, urlOf, run, stop: () => postgres.stop() };
}

/** The key of a game of the world, by the game's number, 1 to 20. It is no secret: the world is on this machine only. */
export function gameKey(/** @type {number} */ game) {
  return spellKey(createHash('sha256').update(`bench game ${game}`).digest());
}

async function makeWorld(/** @type {Date} */ end, /** @type {(text: string) => void} */ log) {
  const started = Date.now();
  log('making the world of the bench: 20,000 players, 1,000,000 events, 2,000,000 metric rows (once)');
  const postgres = await startEmbeddedPostgres({ dataDir: DATA_FOLDER, settings: SEED_SETTINGS });
  try {
    await withClient(postgres.url, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${WORLD} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${WORLD}`);
    });
    const url = databaseUrl(postgres.url, WORLD);
    await migrate({ url });
    await withClient(url, async (client) => {
      await insertPieces(client);
      for (const statement of await seedStatements(client, end)) await client.query(statement);
      await insertKeys(client);
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
    });
  } finally {
    await postgres.stop();
  }
  log(`made the world in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** The seed with its placeholders filled: the end of its days, and the indexes that are built after their rows. */
async function seedStatements(/** @type {Client} */ client, /** @type {Date} */ end) {
  const template = await readFile(new URL('world-seed.sql', import.meta.url), 'utf8');
  const { rows } = await client.query(
    `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'`,
  );
  const indexesOf = (/** @type {string} */ table) => rows.filter(({ tablename }) => tablename === table);
  const sql = template
    .replaceAll('{{END}}', `timestamptz '${end.toISOString()}'`)
    .replaceAll(/\{\{DROP (\w+)\}\}/g, (_, table) =>
      indexesOf(table)
        .map(({ indexname }) => `DROP INDEX ${indexname};`)
        .join('\n'),
    )
    .replaceAll(/\{\{CREATE (\w+)\}\}/g, (_, table) =>
      indexesOf(table)
        .map(({ indexdef }) => `${indexdef};`)
        .join('\n'),
    );
  // Each paragraph is sent by itself, so that the transactions in them are what they say.
  return sql.split(/\n(?=-- )/);
}

async function insertPieces(/** @type {Client} */ client) {
  await client.query(`
    CREATE UNLOGGED TABLE bench_piece (place int, n int, type text, emotion text, content text, terms text[], PRIMARY KEY (place, n));
    CREATE UNLOGGED TABLE bench_event_kind (n int PRIMARY KEY, type text, emotion text, intensity float8, confidence float8,
      data jsonb, context jsonb, reaction jsonb)`);
  const pieces = [
    ...OPENINGS.map(([type, emotion, content], n) => ({ place: 1, n, type, emotion, content })),
    ...MIDDLES.map((content, n) => ({ place: 2, n, content })),
    ...ENDINGS.map((content, n) => ({ place: 3, n, content })),
  ].map((piece) => ({ ...piece, terms: extractIndexTerms(piece.content) }));
  await client.query(
    `INSERT INTO bench_piece SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS p (place int, n int, type text, emotion text, content text, terms text[])`,
    [JSON.stringify(pieces)],
  );
  const kinds = Array.from({ length: EVENT_KIND_ROWS }, (_, n) => eventKind(n));
  await client.query(
    `INSERT INTO bench_event_kind SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS k (n int, type text, emotion text, intensity float8, confidence float8, data jsonb, context jsonb, reaction jsonb)`,
    [JSON.stringify(kinds)],
  );
}

/** A row of the event table without its player, with a reaction as large as a real one. */
function eventKind(/** @type {number} */ n) {
  const [type, emotion, data] = EVENT_KINDS[n % EVENT_KINDS.length];
  const intensity = 0.4 + (n % 6) / 10;
  const confidence = 0.7 + (n % 3) / 10;
  const reading = { emotion, intensity, confidence, action: `play_${emotion}`, method: 'rule' };
  const reasoning = `${type}: the event's own reading, a little stronger by what it says.`;
  const line = { text: 'Did you see that? I knew that you could do it!', characterPersona: 'cheerful', language: 'en' };
  return {
    n,
    type,
    emotion,
    intensity,
    confidence,
    data,
    context: { playerHealth: 20 + n, playerLevel: 10 + (n % 40), inCombat: n % 2 === 0 },
    reaction: {
      emotion: { ...reading, reasoning },
      mood: { pleasure: 0.31, arousal: 0.22, dominance: 0.18, label: 'exuberant' },
      dialogue: { ...line, method: 'template', reasons: [], memoryIds: [] },
      memory: null,
      costUsd: 0,
      latencyMs: 1.8,
    },
  };
}

async function insertKeys(/** @type {Client} */ client) {
  const { rows } = await client.query('SELECT id FROM games ORDER BY created_at');
  for (const [index, { id }] of rows.entries()) {
    const key = gameKey(index + 1);
    await client.query(
      `INSERT INTO api_keys (id, game_id, name, prefix, hash) VALUES (uuidv7(), $1, 'bench', $2, $3)`,
      [id, keyPrefix(key), hashKey(key)],
    );
  }
}

async function fingerprintOf(/** @type {Date} */ end) {
  const hash = createHash('sha256').update(end.toISOString());
  const migrations = path.join(ROOT, 'prisma/migrations');
  const names = (await readdir(migrations, { recursive: true })).filter((name) => name.endsWith('.sql')).sort();
  const seed = ['world.mjs', 'world-seed.sql', 'world-pieces.mjs'].map((name) => path.join(ROOT, 'bench', name));
  for (const file of [...names.map((name) => path.join(migrations, name)), ...seed]) hash.update(await readFile(file));
  return hash.digest('hex');
}

function databaseUrl(/** @type {string} */ url, /** @type {string} */ database) {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/**
 * @template Result
 * @param {string} url
 * @param {(client: Client) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
async function withClient(url, use) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
