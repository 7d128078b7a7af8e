import { createHash } from 'node:crypto';

import { Client } from 'pg';

import { contentHash } from '../../../dist/memories/content-hash.rules.js';
import { hashKey, keyPrefix, spellKey } from '../../../dist/auth/key.rules.js';
import { extractIndexTerms } from '../../../dist/memories/terms.rules.js';
import { encodeVector } from '../../../dist/memories/vector.rules.js';
import { LocalEmbedder } from '../../../dist/providers/embedding/local-embedder.js';
import { ENDINGS, MIDDLES, OPENINGS } from '../../world-pieces.mjs';

const GAME = '01900000-0000-7000-8000-000000000001';
const PLAYER = '01900000-0000-7000-8000-000000000002';
const INSERT_AT_ONCE = 2000;

/** @typedef {{ id: string, content: string, vector: Float32Array }} Remembered */

/**
 * Fills an empty database with one game and one player of it, who remembers much. Always the same.
 *
 * @param {string} databaseUrl
 * @param {number} count at most 36,000: so many different texts there are
 */
export async function seedRememberingPlayer(databaseUrl, count) {
  const embedder = new LocalEmbedder();
  const memories = Array.from({ length: count }, (_, n) => memoryOf(n));
  const vectors = await embedder.embed(memories.map(({ content }) => content));
  const remembered = memories.map((memory, n) => ({ ...memory, vector: vectors[n] }));
  const apiKey = spellKey(createHash('sha256').update('bench remembering player').digest());
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await insertPlayer(client, apiKey, count);
    for (let from = 0; from < count; from += INSERT_AT_ONCE) {
      await insertMemories(client, remembered.slice(from, from + INSERT_AT_ONCE), embedder.model);
    }
    await client.query('VACUUM ANALYZE memories, memory_vectors');
  } finally {
    await client.end();
  }
  return { playerId: PLAYER, apiKey, embedder, memories: remembered };
}

/** The n-th memory: its pieces change at different paces, so that many share some of them and none share all. */
function memoryOf(/** @type {number} */ n) {
  const [type, emotion, opening] = OPENINGS[n % OPENINGS.length];
  const middle = MIDDLES[Math.floor(n / OPENINGS.length) % MIDDLES.length];
  const ending = ENDINGS[Math.floor(n / OPENINGS.length / MIDDLES.length + n * 7) % ENDINGS.length];
  return {
    id: `01900000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`,
    type,
    emotion,
    content: `${opening} ${middle} ${ending}`,
    importance: 0.3 + (n % 13) / 20,
    // Ago: far enough apart that none is of the scene of another.
    minutes: 13 * n,
  };
}

async function insertPlayer(
  /** @type {Client} */ client,
  /** @type {string} */ apiKey,
  /** @type {number} */ memories,
) {
  await client.query(`INSERT INTO games (id, name) VALUES ($1, 'Bench game')`, [GAME]);
  await client.query(`INSERT INTO api_keys (id, game_id, name, prefix, hash) VALUES (uuidv7(), $1, 'bench', $2, $3)`, [
    GAME,
    keyPrefix(apiKey),
    hashKey(apiKey),
  ]);
  await client.query(
    `INSERT INTO players (id, game_id, external_id, character_persona, language) VALUES ($1, $2, 'much', 'cheerful', 'en')`,
    [PLAYER, GAME],
  );
  await client.query(
    `INSERT INTO player_states (player_id, game_id, pleasure, arousal, dominance, mood_at, affinity, total_memories,
                                memory_version)
     VALUES ($1, $2, 0.2, 0.1, 0.1, now(), 50, $3, $3)`,
    [PLAYER, GAME, memories],
  );
}

async function insertMemories(
  /** @type {Client} */ client,
  /** @type {(ReturnType<typeof memoryOf> & { vector: Float32Array })[]} */ memories,
  /** @type {string} */ model,
) {
  const rows = memories.map(({ vector: _vector, ...memory }) => ({
    ...memory,
    hash: contentHash(memory.content),
    terms: extractIndexTerms(memory.content),
  }));
  await client.query(
    `INSERT INTO memories (id, game_id, player_id, type, content, content_hash, emotion, importance, source, terms, created_at, updated_at)
     SELECT r.id, $2, $3, r.type, r.content, r.hash, r.emotion, r.importance, 'event', r.terms, t.at, t.at
       FROM jsonb_to_recordset($1::jsonb)
         AS r (id uuid, type text, content text, hash text, emotion text, importance float8, terms text[], minutes int),
            LATERAL (SELECT now() - r.minutes * interval '1 minute' AS at) t`,
    [JSON.stringify(rows), GAME, PLAYER],
  );
  await client.query(
    `INSERT INTO memory_vectors (memory_id, player_id, game_id, model, vector)
     SELECT id, $3, $4, $5, vector FROM unnest($1::uuid[], $2::bytea[]) AS v (id, vector)`,
    [memories.map(({ id }) => id), memories.map(({ vector }) => encodeVector(vector)), PLAYER, GAME, model],
  );
}
