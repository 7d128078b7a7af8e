import { Client } from 'pg';

/** As much as a day of the world of the bench has. */
const EVENTS = 33_333;
const METRICS = 66_666;
const PLAYERS = 4000;

/** @typedef {{ gameIds: string[], range: { from: Date, to: Date } }} Day */

/**
 * Writes a day of events and metrics into an empty database, of so many games. Equal but for the games.
 *
 * @param {string} databaseUrl
 * @param {number} games
 * @param {Date} from midnight, UTC
 * @returns {Promise<Day>}
 */
export async function writeDay(databaseUrl, games, from) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `INSERT INTO games (id, name, created_at) SELECT uuidv7(), 'Game ' || g, $2 FROM generate_series(1, $1::int) g RETURNING id`,
      [games, from],
    );
    const gameIds = rows.map(({ id }) => id);
    const to = new Date(from.getTime() + 86_400_000);
    await client.query(
      `INSERT INTO game_events (id, game_id, player_id, event_id, type, emotion, reaction, occurred_at, created_at)
       SELECT uuidv7(), ($1::uuid[])[1 + n % cardinality($1::uuid[])], md5((n * 7919 % ${PLAYERS})::text)::uuid,
              'e' || n, 'player.kill', (ARRAY['happy', 'excited', 'proud', 'sad', 'angry'])[1 + n * 31 % 5], '{}', at, at
         FROM generate_series(0, ${EVENTS - 1}) n,
              LATERAL (SELECT $2::timestamptz + n * interval '24 hours' / ${EVENTS} AS at) t`,
      [gameIds, from],
    );
    await client.query(
      `INSERT INTO service_metrics (id, game_id, player_id, service, method, latency_ms, cost_usd, created_at)
       SELECT uuidv7(), ($1::uuid[])[1 + n % cardinality($1::uuid[])], NULL,
              (ARRAY['emotion', 'dialogue', 'memory'])[1 + n * 17 % 3], (ARRAY['rule', 'template', 'create'])[1 + n * 17 % 3],
              (n * 7919 % 1000) / 250.0, 0, $2::timestamptz + n * interval '24 hours' / ${METRICS}
         FROM generate_series(0, ${METRICS - 1}) n`,
      [gameIds, from],
    );
    await client.query('VACUUM ANALYZE game_events, service_metrics');
    return { gameIds, range: { from, to } };
  } finally {
    await client.end();
  }
}
