import { median } from '../../statistics.mjs';

/**
 * @typedef {object} Timed
 * @property {string} label
 * @property {number[]} rounds milliseconds
 */

/**
 * Times asynchronous pieces of work in turn, A B C A B C …, after one round that is thrown away.
 *
 * @param {readonly { label: string, run: () => Promise<unknown> }[]} works
 * @param {number} rounds
 * @returns {Promise<Timed[]>}
 */
export async function timeInTurn(works, rounds) {
  /** @type {Timed[]} */
  const timed = works.map(({ label }) => ({ label, rounds: [] }));
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, { run }] of works.entries()) {
      const startedAt = performance.now();
      await run();
      if (round >= 0) timed[index].rounds.push(performance.now() - startedAt);
    }
  }
  return timed;
}

/** The rows of these for the report; of so few rounds the slowest is their 95th percentile. */
export function seriesOf(/** @type {readonly Timed[]} */ timed) {
  return timed.map(({ label, rounds }) => {
    const slowest = Math.max(...rounds);
    return { label, p50Ms: median(rounds), p95Ms: slowest, p99Ms: slowest };
  });
}
