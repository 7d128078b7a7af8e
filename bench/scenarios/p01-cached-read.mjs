import { playerIds, playerReads, readPlayer } from '../players.mjs';
import { cpuRatio, rateRatio } from '../rounds.mjs';
import { short } from '../statistics.mjs';

/** Few enough that each is read often within its 2 s in process, enough that no single entry is favoured. */
const PLAYERS = 100;

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
    const against = (/** @type {import('../rounds.mjs').Series} */ other, /** @type {number} */ goal) => ({
      value: cpuRatio(agl, other),
      goal: { op: /** @type {const} */ ('>='), value: goal },
      unit: /** @type {const} */ ('x'),
      detail: `CPU; ${short(rateRatio(agl, other))} x requests a second`,
    });
    return {
      checks: [
        { name: 'against bare Express 5', ...against(ex, 3) },
        { name: 'against bare node:http', ...against(http, 0.5) },
        { name: 'against node:http with a ready text', ...against(text, 0.5), reference: true },
      ],
      notes: [
        `The answer has ${Buffer.byteLength(body)} bytes of JSON; the baselines send the same, without a key check, limit, ETag, metrics or log.`,
      ],
      series,
    };
  },
};
