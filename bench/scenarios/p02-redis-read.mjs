import { playerIds, playerReads, readPlayer } from '../players.mjs';
import { redisKeysFound } from '../redis-commands.mjs';
import { cpuCheck } from '../rounds.mjs';

const PLAYERS = 32;
/** In process there is room for keys and games, which every request needs, and for no player at all. */
const KEYS_ALONE_BYTES = 65_536;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P2',
  title: 'GET /players/:id from Redis only',
  needs: { world: true, redis: true },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const redisUrl = await context.redisUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    const env = { REDIS_URL: redisUrl, CACHE_MEMORY_BYTES: String(KEYS_ALONE_BYTES) };
    const ours = await context.startApp({ databaseUrl, env, label: 'AGL, Redis only' });
    const { body } = await readPlayer(ours.url, ids[0], headers);
    const express = await context.startBaseline('express', { BENCH_BODY: body });
    const requests = playerReads(ids, headers);
    const series = await context.interleave([
      { label: 'AGL, Redis only', server: ours, requests },
      { label: 'Express 5', server: express, requests },
    ]);
    const [agl, ex] = series;
    const before = await redisKeysFound(redisUrl);
    const counted = await context.load({ url: ours.url, requests });
    const found = (await redisKeysFound(redisUrl)) - before;
    return {
      checks: [
        cpuCheck('against bare Express 5', agl, ex, 2.5),
        // Below one, requests were answered from the process. Keys and not commands: one command may read several.
        {
          name: 'keys found in Redis a read',
          value: found / counted.requests,
          goal: { op: '>=', value: 0.99 },
          unit: '',
        },
      ],
      notes: ['The work of Redis itself is on the core of the load and not counted.'],
      series,
    };
  },
};
