import { Client } from 'pg';

import { median } from '../statistics.mjs';
import { aggregatedWorldUrl, worldDates } from './parts/aggregated-world.mjs';
import { askInTurn } from './parts/ask-in-turn.mjs';

const GAME = 3;
const RAW = [
  `SELECT date_trunc('day', occurred_at, 'UTC') AS day, emotion, count(*), count(DISTINCT player_id)
     FROM game_events WHERE game_id = $1 AND occurred_at >= $2::timestamptz AND occurred_at < $3::timestamptz + interval '1 day'
    GROUP BY GROUPING SETS ((1), (1, 2))`,
  `SELECT date_trunc('day', created_at, 'UTC') AS day, service, method, count(*), avg(latency_ms), sum(cost_usd),
          percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms), count(error)
     FROM service_metrics WHERE game_id = $1 AND created_at >= $2::timestamptz AND created_at < $3::timestamptz + interval '1 day'
    GROUP BY GROUPING SETS ((1, 2), (1, 2, 3))`,
  `SELECT count(DISTINCT player_id) FROM game_events
    WHERE game_id = $1 AND occurred_at >= $2::timestamptz AND occurred_at < $3::timestamptz + interval '1 day'`,
];

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P11',
  title: 'analytics of a game over 30 days, nothing cached',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await aggregatedWorldUrl(context);
    const { from, to } = await worldDates(context);
    const server = await context.startApp({ databaseUrl, env: { CACHE_TTL_ANALYTICS: '0' } });
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      const { rows } = await client.query('SELECT id FROM games ORDER BY created_at OFFSET $1 LIMIT 1', [GAME - 1]);
      const gameId = rows[0].id;
      const question = {
        path: `/analytics/games/${gameId}?from=${from}&to=${to}`,
        headers: { 'X-API-Key': context.gameKey(GAME) },
      };
      await askInTurn(server.url, question, 5);
      const asked = await askInTurn(server.url, question, context.quick ? 30 : 100);
      const ratios = [];
      const rawTimes = [];
      for (let round = 0; round < (context.quick ? 3 : 7); round += 1) {
        const rawMs = await timeRaw(client, [gameId, `${from}T00:00Z`, `${to}T00:00Z`]);
        const { p50Ms } = await askInTurn(server.url, question, 10);
        rawTimes.push(rawMs);
        ratios.push(p50Ms / rawMs);
      }
      return {
        checks: [
          {
            name: 'against the raw query',
            value: median(ratios),
            goal: { op: '<=', value: 0.1 },
            unit: 'x',
            detail: `it takes ${median(rawTimes).toFixed(0)} ms`,
          },
          { name: 'p95', value: asked.p95Ms, goal: { op: '<=', value: 10 }, unit: 'ms' },
        ],
        notes: [`Answers of ${asked.bytes} bytes, one after the other, over HTTP; the cache of analytics is off.`],
        series: [{ label: 'GET /analytics/games/:id', p50Ms: asked.p50Ms, p95Ms: asked.p95Ms, p99Ms: asked.p99Ms }],
      };
    } finally {
      await client.end();
    }
  },
};

/** The same values asked of the events and metrics themselves, milliseconds. */
async function timeRaw(/** @type {Client} */ client, /** @type {unknown[]} */ params) {
  const startedAt = performance.now();
  for (const sql of RAW) await client.query(sql, params);
  return performance.now() - startedAt;
}
