import { mkdir, readdir, writeFile } from 'node:fs/promises';

import { chartOf } from './report-chart.mjs';
import { markdownOf } from './report-markdown.mjs';

/** @typedef {Awaited<ReturnType<typeof import('./environment.mjs').readEnvironment>>} Environment */

const RESULTS = new URL('results/', import.meta.url);
/** More than anybody can tell apart. */
const DIGITS = 4;
/** What is kept of each round; the rest is in the medians. */
const ROUND_FIELDS = ['requestsPerSecond', 'cpuMicrosPerRequest', 'p50Ms', 'p95Ms', 'p99Ms', 'errors'];

/**
 * Writes what was measured: `.json` for machines, `.md` for people, `.svg` as a picture. A whole run becomes `latest`,
 * which is kept with the source; a quick one, or one of some scenarios, `partial`.
 *
 * @param {import('./main.mjs').Result[]} results
 * @param {Environment} environment
 * @returns {Promise<string>} path of the Markdown file
 */
export async function writeReport(results, environment) {
  const name = environment.quick || results.length < (await countScenarios()) ? 'partial' : 'latest';
  await mkdir(RESULTS, { recursive: true });
  const write = (/** @type {string} */ ending, /** @type {string} */ text) =>
    writeFile(new URL(`${name}.${ending}`, RESULTS), text);
  await write('json', `${JSON.stringify({ environment, results: results.map(summaryOf) }, roundNumbers, 1)}\n`);
  await write('svg', chartOf(results));
  await write('md', markdownOf(results, environment, `${name}.svg`));
  return `bench/results/${name}.md`;
}

async function countScenarios() {
  const names = await readdir(new URL('scenarios/', import.meta.url));
  return names.filter((name) => /^p\d+-.*\.mjs$/.test(name)).length;
}

/** A result with the figures of its rounds in columns, which are a fraction of the text. */
function summaryOf(/** @type {import('./main.mjs').Result} */ { scenario, series = [], ...rest }) {
  return { ...scenario, ...rest, series: series.map(withColumns) };
}

function withColumns(/** @type {Partial<import('./rounds.mjs').Series>} */ { rounds = [], ...medians }) {
  const fields = ROUND_FIELDS.filter((field) => rounds.some((round) => field in round));
  const columns = fields.map((field) => [field, rounds.map((round) => round[/** @type {'p50Ms'} */ (field)])]);
  return { ...medians, ...(columns.length > 0 && { rounds: Object.fromEntries(columns) }) };
}

function roundNumbers(/** @type {string} */ _key, /** @type {unknown} */ value) {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
}
