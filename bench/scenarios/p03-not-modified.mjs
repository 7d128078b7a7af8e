import { playerIds, playerReads, readPlayer } from '../players.mjs';
import { cpuCheck } from '../rounds.mjs';

const PLAYERS = 32;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P3',
  title: 'GET /players/:id with If-None-Match, against the whole answer',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.worldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    const ours = await context.startApp({ databaseUrl });
    const whole = playerReads(ids, headers);
    // The tags are read anew for each round: a companion's mood goes on, and its tag with it, every few seconds.
    const conditional = async () =>
      Promise.all(
        ids.map(async (id) => {
          const { etag } = await readPlayer(ours.url, id, headers);
          return { method: 'GET', path: `/players/${id}`, headers: { ...headers, 'If-None-Match': etag } };
        }),
      );
    const series = await context.interleave([
      { label: 'AGL, 304', server: ours, requests: conditional },
      { label: 'AGL, 200', server: ours, requests: whole },
    ]);
    const [unchanged, full] = series;
    return {
      checks: [
        cpuCheck('against 200 with the body', unchanged, full, 1),
        {
          name: 'answered 304',
          value: unchanged.notModifiedShare * 100,
          goal: { op: '>=', value: 99 },
          unit: '%',
        },
      ],
      series,
    };
  },
};
