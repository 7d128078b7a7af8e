import { AggregationService } from '../../../dist/aggregation/aggregation.service.js';
import { openApp } from './app-context.mjs';

/**
 * The world with its 30 days aggregated, as in every installation that has run for an hour. What the aggregation wrote
 * stays with the world, so that only the first run takes its time.
 *
 * @param {import('../../context.mjs').BenchContext} context
 */
export async function aggregatedWorldUrl(context) {
  const url = await context.worldUrl();
  const app = await openApp(url);
  try {
    await app.get(AggregationService, { strict: false }).run(new AbortController().signal);
  } finally {
    await app.close();
  }
  return url;
}

/** The 30 days of the world as the API's dates, both inclusive. */
export async function worldDates(/** @type {import('../../context.mjs').BenchContext} */ context) {
  const end = (await context.worldEnd()).getTime();
  const date = (/** @type {number} */ daysBefore) => new Date(end - daysBefore * 86_400_000).toISOString().slice(0, 10);
  return { from: date(30), to: date(1) };
}
