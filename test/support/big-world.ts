import { Client } from 'pg';

/** Rows enough that the planner would see a sequential scan as the mistake it is, made in a few seconds. */
const PLAYERS = 20_000;
const EVENTS = 200_000;
const MEMORIES = 60_000;
const METRICS = 200_000;

/**
 * Fills a database with players, events, memories and metrics of the last 30 days: a tenth of them of the first game,
 * the rest of the other. Answers the id of one of the first game's players.
 */
export async function fillBigWorld(databaseUrl: string, gameId: string, otherGameId: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO players (id, game_id, external_id, character_persona, language, created_at)
       SELECT gen_random_uuid(), CASE n % 10 WHEN 0 THEN $1 ELSE $2 END::uuid, 'big-' || n, 'cool', 'en', now() - n * interval '1 second'
         FROM generate_series(1, ${PLAYERS}) n`,
      [gameId, otherGameId],
    );
    await client.query(
      `INSERT INTO player_states (player_id, game_id, pleasure, arousal, dominance, mood_at, affinity, total_memories, last_active_at)
       SELECT id, game_id, 0, 0, 0, created_at, 20, ${MEMORIES / PLAYERS}, created_at FROM players`,
    );
    await client.query(
      `CREATE TEMP TABLE numbered AS SELECT id, game_id, row_number() OVER () - 1 AS place FROM players`,
    );
    await client.query(`CREATE INDEX ON numbered (place)`);
    await client.query(
      `INSERT INTO game_events (id, game_id, player_id, event_id, type, emotion, intensity, confidence, method, reaction, occurred_at, created_at)
       SELECT gen_random_uuid(), p.game_id, p.id, 'big-' || n, 'player.kill', (ARRAY['happy', 'sad', 'angry'])[1 + n % 3], 0.5, 0.9, 'rule', '{}',
              now() - n * interval '13 seconds', now() - n * interval '13 seconds'
         FROM generate_series(1, ${EVENTS}) n JOIN numbered p ON p.place = n % ${PLAYERS}`,
    );
    await client.query(
      `INSERT INTO memories (id, game_id, player_id, type, content, content_hash, importance, source, terms, created_at)
       SELECT gen_random_uuid(), p.game_id, p.id, 'combat', 'memory ' || n, md5(n::text), (n % 100) / 100.0, 'event',
              ARRAY['memori', 'word' || n % 500], now() - n * interval '40 seconds'
         FROM generate_series(1, ${MEMORIES}) n JOIN numbered p ON p.place = n % ${PLAYERS}`,
    );
    await client.query(
      `INSERT INTO memory_vectors (memory_id, player_id, game_id, model, vector)
       SELECT id, player_id, game_id, 'another model', '\\x00000000' FROM memories`,
    );
    await client.query(
      `INSERT INTO player_lines (player_id, line_id, game_id, last_said_at)
       SELECT p.id, 'line-' || n % 7, p.game_id, now() FROM generate_series(1, ${MEMORIES}) n JOIN numbered p ON p.place = n % ${PLAYERS}
       ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `INSERT INTO service_metrics (id, game_id, player_id, service, method, latency_ms, created_at)
       SELECT gen_random_uuid(), p.game_id, p.id, (ARRAY['emotion', 'dialogue', 'memory'])[1 + n % 3], 'rule', 1,
              now() - n * interval '13 seconds'
         FROM generate_series(1, ${METRICS}) n JOIN numbered p ON p.place = n % ${PLAYERS}`,
    );
    await client.query('VACUUM ANALYZE');
    const { rows } = await client.query<{ id: string }>('SELECT id FROM numbered WHERE game_id = $1 LIMIT 1', [gameId]);
    return rows[0]?.id ?? '';
  } finally {
    await client.end();
  }
}

/** Sequential scans of each table so far. Counts of a connection are in it once that connection has ended. */
export async function sequentialScans(databaseUrl: string, tables: readonly string[]): Promise<Record<string, number>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ relname: string; scans: string }>(
      'SELECT relname, seq_scan AS scans FROM pg_stat_user_tables WHERE relname = ANY($1) ORDER BY relname',
      [tables],
    );
    return Object.fromEntries(rows.map(({ relname, scans }) => [relname, Number(scans)]));
  } finally {
    await client.end();
  }
}
