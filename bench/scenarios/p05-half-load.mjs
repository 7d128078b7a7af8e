import { playerIds, playerReads, readPlayer } from '../players.mjs';
import { p99Ratio } from '../rounds.mjs';

const PLAYERS = 32;
const CONNECTIONS = 64;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P5',
  title: 'GET /players/:id, cached, at half of saturation (open loop)',
  needs: { world: true, redis: true },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    // With Redis, as several processes have it: what tells that no invalidation was missed lets copies live their time.
    // Without, each is read again every two seconds, by a database on the core of the load.
    const ours = await context.startApp({ databaseUrl, env: { REDIS_URL: await context.redisUrl() } });
    const { body } = await readPlayer(ours.url, ids[0], headers);
    const plain = await context.startBaseline('node-http', { BENCH_BODY: body });
    const requests = playerReads(ids, headers);
    const saturated = await context.interleave([{ label: 'AGL, saturated', server: ours, requests }], { rounds: 2 });
    const rate = Math.round(saturated[0].requestsPerSecond / 2);
    const series = await context.interleave([
      { label: `AGL at ${rate}/s`, server: ours, requests, rate, connections: CONNECTIONS },
      { label: `node:http at ${rate}/s`, server: plain, requests, rate, connections: CONNECTIONS },
    ]);
    const [agl, http] = series;
    return {
      checks: [
        { name: 'p95', value: agl.p95Ms, goal: { op: '<=', value: 5 }, unit: 'ms' },
        {
          name: 'p99 against node:http',
          value: p99Ratio(agl, http),
          goal: { op: '<=', value: 2.5 },
          unit: 'x',
          detail: `medians ${agl.p99Ms.toFixed(2)} ms, ${http.p99Ms.toFixed(2)} ms`,
        },
      ],
      notes: ['Requests come at random moments, whatever the answers; times count from the moment a request was due.'],
      series: [...saturated, ...series],
    };
  },
};
