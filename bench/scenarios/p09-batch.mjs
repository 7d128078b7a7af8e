import { post, posts, someEvents } from '../events.mjs';
import { playerIds } from '../players.mjs';
import { rateCheck } from '../rounds.mjs';

const PLAYERS = 960;
const BATCH = 1000;
/** Servers of the game that post at once, each for the players who are on it. */
const SENDERS = 4;
/** Enough that each round takes a second or so. */
const BATCHES_A_ROUND = 12;

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P9',
  title: 'POST /events/batch of 1,000',
  needs: { world: true, redis: false },
  async run(context) {
    const databaseUrl = await context.writableWorldUrl();
    const headers = { 'X-API-Key': context.gameKey(1) };
    const ids = await playerIds(databaseUrl, 1, PLAYERS);
    const ours = await context.startApp({ databaseUrl });
    const reaction = await post(`${ours.url}/events`, someEvents(ids, 1)[0], headers);
    const env = { BENCH_REACTION: reaction };
    const same = await context.startApp({ databaseUrl, env, entry: 'same-server', label: 'same server' });
    const bodies = Array.from({ length: SENDERS }, (_, sender) =>
      batchOf(ids.filter((_id, at) => at % SENDERS === sender)),
    );
    const batches = { amount: BATCHES_A_ROUND, connections: SENDERS, unitsPerRequest: BATCH };
    const batchesTo = (/** @type {string} */ path) => ({ requests: posts(path, bodies, headers), ...batches });
    const series = await context.interleave([
      { label: 'AGL, batches', server: ours, ...batchesTo('/events/batch') },
      { label: 'AGL, single', server: ours, requests: posts('/events', someEvents(ids, PLAYERS), headers) },
      { label: 'same server, COPY', server: same, ...batchesTo('/bare/events/batch') },
      { label: 'same server, COPY, metrics too', server: same, ...batchesTo('/bare/events/batch-with-metrics') },
    ]);
    const [agl, single, copy, whole] = series;
    return {
      checks: [
        rateCheck('events a second against the single route', agl, single, 10),
        rateCheck('against COPY and ON CONFLICT on the same server', agl, copy, 0.5),
        { ...rateCheck('the same, with a metric row an event', agl, whole, 0.5), reference: true },
      ],
      notes: [
        'AGL feels each event, moves the states and writes metrics and memories; COPY stores the events only, or events and one metric row each.',
      ],
      series,
    };
  },
};

/**
 * A batch of events of some players.
 *
 * @param {readonly string[]} ids
 */
function batchOf(ids) {
  return { events: someEvents(ids, BATCH).map((event, index) => ({ ...event, eventId: `{{n}}-${index}` })) };
}
