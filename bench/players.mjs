import { Client } from 'pg';

/**
 * Some players of one game of the world, spread over it.
 *
 * @param {string} databaseUrl
 * @param {number} game 1 to 20
 * @param {number} count
 * @returns {Promise<string[]>}
 */
export async function playerIds(databaseUrl, game, count) {
  const gameId = await gameIdOf(databaseUrl, game);
  const sql = 'SELECT id FROM players WHERE game_id = $1 ORDER BY external_id LIMIT $2';
  const { rows } = await withDatabase(databaseUrl, (client) => client.query(sql, [gameId, count]));
  return rows.map(({ id }) => id);
}

/**
 * The id of a game of the world.
 *
 * @param {string} databaseUrl
 * @param {number} game 1 to 20
 * @returns {Promise<string>}
 */
export async function gameIdOf(databaseUrl, game) {
  const sql = 'SELECT id FROM games ORDER BY created_at OFFSET $1 LIMIT 1';
  const { rows } = await withDatabase(databaseUrl, (client) => client.query(sql, [game - 1]));
  return rows[0].id;
}

/**
 * @template Result
 * @param {string} url
 * @param {(client: Client) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withDatabase(url, use) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Reads of players with a game's key.
 *
 * @param {readonly string[]} ids
 * @param {Record<string, string>} headers
 */
export function playerReads(ids, headers) {
  return ids.map((id) => ({ method: 'GET', path: `/players/${id}`, headers }));
}

/**
 * The answer to a read, with its ETag.
 *
 * @param {string} url of the server
 * @param {string} id
 * @param {Record<string, string>} headers
 */
export async function readPlayer(url, id, headers) {
  const response = await fetch(`${url}/players/${id}`, { headers });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`GET /players/${id} answered ${response.status}: ${body}`);
  return { body, etag: response.headers.get('etag') ?? '' };
}
