import { Client } from 'pg';

import { PeriodBuilder } from '../../dist/aggregation/period-builder.service.js';
import { median } from '../statistics.mjs';
import { openApp } from './parts/app-context.mjs';
import { aggregateGameByGame } from './parts/game-loop.mjs';
import { writeDay } from './parts/one-day.mjs';
import { seriesOf, timeInTurn } from './parts/time-in-turn.mjs';

const DAY_MS = 86_400_000;
/** Of the 30 days of the world: neither the first nor the last. */
const DAYS_BEFORE_END = 7;
const COUNTS = [
  'SELECT count(*) FROM game_events WHERE game_id = ANY($3) AND occurred_at >= $1 AND occurred_at < $2',
  'SELECT count(*) FROM service_metrics WHERE game_id = ANY($3) AND created_at >= $1 AND created_at < $2',
];

/** @type {import('../main.mjs').Scenario} */
export const scenario = {
  id: 'P10',
  title: "one day's aggregation of all games",
  needs: { world: true, redis: false },
  async run(context) {
    const rounds = context.quick ? 3 : 7;
    const inWorld = await measureInWorld(await context.worldUrl(), await context.worldEnd(), rounds);
    const growth = await measureGrowth(await context.scratchDatabase(), rounds);
    const [ours, counting, loop] = inWorld.series;
    const [few, many] = growth.series;
    return {
      checks: [
        ratio('against count(*) over the same rows', ours, counting, 10),
        ratio('against a loop over games', ours, loop, 0.2),
        ratio('10 times the games at equal rows', many, few, 1.5),
      ],
      notes: [
        `${inWorld.events.toLocaleString('en')} events and ${inWorld.metrics.toLocaleString('en')} metric rows of ${inWorld.games} games; ` +
          'the loop asks 15 statements of each game and writes its row.',
        `${median(ours.rounds).toFixed(0)} ms a day of all games; counting alone ${median(counting.rounds).toFixed(0)} ms, the loop ${median(loop.rounds).toFixed(0)} ms.`,
      ],
      series: seriesOf([...inWorld.series, ...growth.series]),
    };
  },
};

/** Ours, counting and the loop, in turn over the same day. */
async function measureInWorld(/** @type {string} */ url, /** @type {Date} */ end, /** @type {number} */ rounds) {
  const from = new Date(end.getTime() - DAYS_BEFORE_END * DAY_MS);
  const range = { from, to: new Date(from.getTime() + DAY_MS) };
  const client = new Client({ connectionString: url });
  await client.connect();
  const app = await openApp(url);
  try {
    const { rows } = await client.query('SELECT id FROM games ORDER BY created_at, id');
    const gameIds = rows.map(({ id }) => id);
    const count = async () => {
      const counted = [];
      for (const sql of COUNTS)
        counted.push(Number((await client.query(sql, [range.from, range.to, gameIds])).rows[0].count));
      return counted;
    };
    const [events, metrics] = await count();
    const series = await timeInTurn(
      [
        { label: 'AGL', run: () => build(app, gameIds, range) },
        { label: 'count(*)', run: count },
        { label: 'a loop over games', run: () => aggregateGameByGame(client, gameIds, range) },
      ],
      rounds,
    );
    return { series, events, metrics, games: gameIds.length };
  } finally {
    await app.close();
    await client.end();
  }
}

/** The same number of rows, of 20 games and of 200. */
async function measureGrowth(/** @type {string} */ url, /** @type {number} */ rounds) {
  const few = await writeDay(url, 20, new Date('2026-01-05T00:00:00Z'));
  const many = await writeDay(url, 200, new Date('2026-01-15T00:00:00Z'));
  const app = await openApp(url);
  try {
    const series = await timeInTurn(
      [
        { label: '20 games', run: () => build(app, few.gameIds, few.range) },
        { label: '200 games', run: () => build(app, many.gameIds, many.range) },
      ],
      rounds,
    );
    return { series };
  } finally {
    await app.close();
  }
}

/**
 * @param {Awaited<ReturnType<typeof openApp>>} app
 * @param {readonly string[]} gameIds
 * @param {{ from: Date, to: Date }} range
 */
function build(app, gameIds, range) {
  return app.get(PeriodBuilder, { strict: false }).build('day', gameIds, range, new AbortController().signal);
}

/**
 * @param {string} name
 * @param {import('./parts/time-in-turn.mjs').Timed} ours
 * @param {import('./parts/time-in-turn.mjs').Timed} other
 * @param {number} goal
 * @returns {import('../main.mjs').Check}
 */
function ratio(name, ours, other, goal) {
  const ratios = ours.rounds.map((ms, round) => ms / other.rounds[round]);
  return {
    name,
    value: median(ratios),
    goal: { op: '<=', value: goal },
    unit: 'x',
    detail: `best round ${Math.min(...ratios).toFixed(2)} x`,
  };
}
