const EVENTS = 'FROM game_events WHERE game_id = $1 AND occurred_at >= $2 AND occurred_at < $3';
const METRICS = 'FROM service_metrics WHERE game_id = $1 AND service = $4 AND created_at >= $2 AND created_at < $3';
const SERVICES = ['emotion', 'dialogue', 'memory'];

/**
 * One day's aggregation as it is mostly written, and as the guide that this project answers describes it: game by game,
 * a statement for each thing to know, and a row for the day at the end. The statements use the same indexes as ours.
 * The rows go into a table of this connection.
 *
 * @param {import('pg').Client} client
 * @param {readonly string[]} gameIds
 * @param {{ from: Date, to: Date }} day
 */
export async function aggregateGameByGame(client, gameIds, { from, to }) {
  await client.query('CREATE TEMP TABLE IF NOT EXISTS loop_daily (game_id uuid PRIMARY KEY, row jsonb)');
  for (const gameId of gameIds) {
    const events = await first(client, `SELECT count(*) AS total ${EVENTS}`, [gameId, from, to]);
    const players = await first(client, `SELECT count(DISTINCT player_id) AS players ${EVENTS}`, [gameId, from, to]);
    const emotions = await client.query(`SELECT emotion, count(*) AS times ${EVENTS} GROUP BY emotion`, [
      gameId,
      from,
      to,
    ]);
    const services = [];
    for (const service of SERVICES) services.push(await aggregateService(client, [gameId, from, to, service]));
    const row = { ...events, ...players, emotions: emotions.rows, services };
    await client.query(
      'INSERT INTO loop_daily (game_id, row) VALUES ($1, $2) ON CONFLICT (game_id) DO UPDATE SET row = excluded.row',
      [gameId, row],
    );
  }
}

async function aggregateService(/** @type {import('pg').Client} */ client, /** @type {unknown[]} */ params) {
  const methods = await client.query(`SELECT method, count(*) AS times ${METRICS} GROUP BY method`, params);
  const latency = await first(
    client,
    `SELECT avg(latency_ms) AS mean, percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95 ${METRICS}`,
    params,
  );
  const cost = await first(client, `SELECT sum(cost_usd) AS cost ${METRICS}`, params);
  const errors = await first(client, `SELECT count(*) AS errors ${METRICS} AND error IS NOT NULL`, params);
  return { methods: methods.rows, ...latency, ...cost, ...errors };
}

async function first(
  /** @type {import('pg').Client} */ client,
  /** @type {string} */ sql,
  /** @type {unknown[]} */ params,
) {
  const { rows } = await client.query(sql, params);
  return rows[0];
}
