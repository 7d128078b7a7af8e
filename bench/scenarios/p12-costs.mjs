import { Client } from 'pg';

import { aggregatedWorldUrl, worldDates } from './parts/aggregated-world.mjs';
import { askInTurn } from './parts/ask-in-turn.mjs';

/** So few that the raw query, asked as often, ends in a few seconds. */
const RAW_TIMES = 3;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P12',
  title: 'costs of all games over 30 days, nothing cached',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await aggregatedWorldUrl(context);
    const { from, to } = await worldDates(context);
    const server = await context.startApp({ databaseUrl, env: { CACHE_TTL_ANALYTICS: '0' } });
    const headers = { 'X-API-Key': context.adminKey };
    const question = { path: `/analytics/costs?from=${from}&to=${to}`, headers };
    const times = context.quick ? 30 : 100;
    await askInTurn(server.url, question, 5);
    const asked = await askInTurn(server.url, question, times);
    const rawMs = await timeRaw(databaseUrl, from, to);
    return {
      checks: [
        { name: 'p95', value: asked.p95Ms, goal: { op: '<=', value: 20 }, unit: 'ms' },
        {
          name: 'against the raw query',
          value: asked.p50Ms / rawMs,
          goal: { op: '<=', value: 0.1 },
          unit: 'x',
          detail: `it takes ${rawMs.toFixed(0)} ms`,
          reference: true,
        },
      ],
      notes: [`${asked.times} answers of ${asked.bytes} bytes, one after the other, over HTTP; the caches are off.`],
      series: [{ label: 'GET /analytics/costs', p50Ms: asked.p50Ms, p95Ms: asked.p95Ms, p99Ms: asked.p99Ms }],
    };
  },
};

/** The best of some runs of the question put to the metric rows themselves, milliseconds. */
async function timeRaw(/** @type {string} */ url, /** @type {string} */ from, /** @type {string} */ to) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const times = [];
  try {
    for (let run = 0; run < RAW_TIMES; run += 1) {
      const startedAt = performance.now();
      await client.query(
        `SELECT date_trunc('day', created_at, 'UTC') AS day, service, method, count(*), sum(cost_usd)
           FROM service_metrics WHERE created_at >= $1::timestamptz AND created_at < $2::timestamptz + interval '1 day'
          GROUP BY 1, 2, 3`,
        [`${from}T00:00Z`, `${to}T00:00Z`],
      );
      times.push(performance.now() - startedAt);
    }
  } finally {
    await client.end();
  }
  return Math.min(...times);
}
