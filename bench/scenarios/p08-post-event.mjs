import { post, posts, someEvents } from '../events.mjs';
import { playerIds } from '../players.mjs';
import { rateCheck } from '../rounds.mjs';

const PLAYERS = 960;
const STEADY_RATE = 200;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P8',
  title: 'POST /events: rules and template, all parts',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.writableWorldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const events = someEvents(await playerIds(databaseUrl, 1, PLAYERS), PLAYERS);
    const ours = await context.startApp({ databaseUrl });
    const reaction = await post(`${ours.url}/events`, events[0], headers);
    const env = { BENCH_REACTION: reaction };
    const same = await context.startApp({ databaseUrl, env, entry: 'same-server', label: 'same server' });
    const requests = posts('/events', events, headers);
    const series = await context.interleave([
      { label: 'AGL', server: ours, requests },
      { label: 'same server, bare INSERT', server: same, requests: posts('/bare/events', events, headers) },
    ]);
    const steady = await context.interleave(
      [{ label: `AGL at ${STEADY_RATE}/s`, server: ours, requests, rate: STEADY_RATE }],
      { rounds: 3, seconds: context.quick ? 1 : 3, warmUpSeconds: 0.5 },
    );
    const [agl, own] = series;
    return {
      checks: [
        rateCheck('against the same server with one bare INSERT', agl, own, 0.5),
        { name: `p95 at ${STEADY_RATE}/s`, value: steady[0].p95Ms, goal: { op: '<=', value: 15 }, unit: 'ms' },
      ],
      notes: [
        'AGL writes the state, the event, the line said, two metric rows and some memories; the bare INSERT only the event.',
      ],
      series: [...series, ...steady],
    };
  },
};
