import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { hashKey, keyPrefix, spellKey } from '../dist/auth/key.rules.js';
import { extractIndexTerms } from '../dist/memories/terms.rules.js';
import { ENDINGS, EVENT_KINDS, MIDDLES, OPENINGS } from './world-pieces.mjs';

/** @typedef {import('pg').Client} Client */

const EVENT_KIND_ROWS = 64;

/** The key of a game of the world, by the game's number, 1 to 20. It is no secret: the world is on this machine only. */
export function gameKey(/** @type {number} */ game) {
  return spellKey(createHash('sha256').update(`bench game ${game}`).digest());
}

/**
 * Fills an empty migrated database.
 *
 * @param {Client} client
 * @param {Date} end of the 30 days that the rows cover
 */
export async function seedWorld(client, end) {
  await insertPieces(client);
  for (const statement of await seedStatements(client, end)) await client.query(statement);
  await insertKeys(client);
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
