import { playerIds, playerReads, readPlayer } from '../players.mjs';
import { cpuCheck } from '../rounds.mjs';

/** One a connection. In process an entry lives 2 s without Redis, so many players would mean many reads of the database. */
const PLAYERS = 32;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P1',
  title: 'GET /players/:id from the in-process tier',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    const ours = await context.startApp({ databaseUrl });
    const { body } = await readPlayer(ours.url, ids[0], headers);
    const express = await context.startBaseline('express', { BENCH_BODY: body });
    const plain = await context.startBaseline('node-http', { BENCH_BODY: body });
    const ready = await context.startBaseline('node-http', { BENCH_BODY: body, BENCH_READY: '1' });
    const requests = playerReads(ids, headers);
    const series = await context.interleave([
      { label: 'AGL', server: ours, requests },
      { label: 'Express 5', server: express, requests },
      { label: 'node:http', server: plain, requests },
      { label: 'node:http, ready text', server: ready, requests },
    ]);
    const [agl, ex, http, text] = series;
    return {
      checks: [
        cpuCheck('against bare Express 5', agl, ex, 3),
        cpuCheck('against bare node:http', agl, http, 0.5),
        { ...cpuCheck('against node:http with a ready text', agl, text, 0.5), reference: true },
      ],
      notes: [
        `The answer has ${Buffer.byteLength(body)} bytes of JSON; the baselines send the same, without a key check, limit, ETag, metrics or log.`,
      ],
      series,
    };
  },
};
