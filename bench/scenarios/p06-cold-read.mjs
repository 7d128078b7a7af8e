import { setTimeout as sleep } from 'node:timers/promises';

import { gameIdOf, playerIds, playerReads, readPlayer, withDatabase } from '../players.mjs';
import { rateCheck } from '../rounds.mjs';

/** Many, so that no two requests under way ask for the same player and share its read. */
const PLAYERS = 960;
const COUNTED = 960;
const AT_ONCE = 8;
/** A connection tells its counts at most once a second. */
const COUNTS_SETTLED_MS = 2_500;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P6',
  title: 'GET /players/:id with the caches off',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    const env = { CACHE_TTL_PLAYER: '0' };
    const ours = await context.startApp({ databaseUrl, env });
    const statements = await statementsPerRead(databaseUrl, ours.url, ids, headers);
    const same = await context.startApp({ databaseUrl, env, entry: 'same-server', label: 'same server' });
    const plain = await context.startBaseline('node-sql', {
      DATABASE_URL: databaseUrl,
      BENCH_GAME: await gameIdOf(databaseUrl, 1),
    });
    const requests = playerReads(ids, headers);
    const bare = requests.map((request) => ({ ...request, path: `/bare${request.path}` }));
    const series = await context.interleave([
      { label: 'AGL', server: ours, requests },
      { label: 'same server, own SQL', server: same, requests: bare },
      { label: 'node:http, own SQL', server: plain, requests },
    ]);
    const [agl, own, http] = series;
    return {
      checks: [
        // What else runs meanwhile (a key's last use) may add a few.
        { name: 'transactions a read', value: statements, goal: { op: '<=', value: 1.1 }, unit: '' },
        rateCheck('against the same server with own SQL', agl, own, 0.6),
        { ...rateCheck('against node:http with own SQL', agl, http, 0.6), reference: true },
      ],
      notes: ['Outside of a transaction, which a read never opens, each statement is one transaction.'],
      series,
    };
  },
};

/** Transactions that the database counts for a read, by its own statistics. */
async function statementsPerRead(
  /** @type {string} */ databaseUrl,
  /** @type {string} */ url,
  /** @type {string[]} */ ids,
  /** @type {Record<string, string>} */ headers,
) {
  // The first reads open connections and fill the caches of keys and games.
  await Promise.all(ids.slice(0, 50).map((id) => readPlayer(url, id, headers)));
  return withDatabase(databaseUrl, async (client) => {
    const count = async () => {
      await sleep(COUNTS_SETTLED_MS);
      const sql =
        'SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()';
      return Number((await client.query(sql)).rows[0].count);
    };
    const before = await count();
    for (let at = 0; at < COUNTED; at += AT_ONCE) {
      await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => readPlayer(url, id, headers)));
    }
    return ((await count()) - before) / COUNTED;
  });
}
