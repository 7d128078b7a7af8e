import { median } from './statistics.mjs';

/**
 * One of the things that are measured in turn.
 *
 * @typedef {object} Variant
 * @property {string} label
 * @property {import('./servers.mjs').BenchServer} server
 * @property {import('./load.mjs').LoadRequest[] | ((round: number) => import('./load.mjs').LoadRequest[])} requests
 * @property {number} [connections]
 * @property {number} [rate]
 * @property {number} [unitsPerRequest] how many things one request does, for batches; 1 when absent
 *
 * @typedef {import('./load.mjs').LoadResult & { idleShare: number, cpuMicrosPerRequest: number }} Round
 *
 * @typedef {object} Series
 * @property {string} label
 * @property {number} requestsPerSecond median over the rounds, as all that follow
 * @property {number} cpuMicrosPerRequest of the server process
 * @property {number} cpuMicrosMinimum the best round
 * @property {number} p50Ms
 * @property {number} p95Ms
 * @property {number} p99Ms
 * @property {number} idleShare of the machine, 0 to 1
 * @property {number} errors all rounds together
 * @property {Round[]} rounds
 */

/**
 * Measures the variants in turn, A B C A B C …, after a warm-up that is thrown away.
 *
 * @param {(job: import('./load.mjs').LoadJob) => Promise<import('./load.mjs').LoadResult & { idleShare: number }>} load
 * @param {Variant[]} variants
 * @param {{ rounds: number, seconds: number, warmUpSeconds: number, connections: number }} plan
 * @returns {Promise<Series[]>}
 */
export async function interleave(load, variants, plan) {
  /** @type {Round[][]} */
  const measured = variants.map(() => []);
  for (let round = -1; round < plan.rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      const { server, requests, rate, unitsPerRequest = 1 } = variant;
      const before = server.cpuMicros();
      const result = await load({
        url: server.url,
        requests: typeof requests === 'function' ? requests(round) : requests,
        connections: variant.connections ?? plan.connections,
        durationSeconds: round < 0 ? plan.warmUpSeconds : plan.seconds,
        ...(rate === undefined ? {} : { rate }),
      });
      if (result.requests === 0) throw new Error(`${variant.label} answered nothing (${result.errors} errors)`);
      const units = result.requests * unitsPerRequest;
      const cpuMicrosPerRequest = (server.cpuMicros() - before) / units;
      const requestsPerSecond = result.requestsPerSecond * unitsPerRequest;
      if (round >= 0) measured[index].push({ ...result, requestsPerSecond, cpuMicrosPerRequest });
    }
  }
  return variants.map(({ label }, index) => seriesOf(label, measured[index]));
}

/**
 * @param {string} label
 * @param {Round[]} rounds
 * @returns {Series}
 */
function seriesOf(label, rounds) {
  const middle = (/** @type {(round: Round) => number} */ pick) => median(rounds.map(pick));
  return {
    label,
    requestsPerSecond: middle((round) => round.requestsPerSecond),
    cpuMicrosPerRequest: middle((round) => round.cpuMicrosPerRequest),
    cpuMicrosMinimum: Math.min(...rounds.map((round) => round.cpuMicrosPerRequest)),
    p50Ms: middle((round) => round.p50Ms),
    p95Ms: middle((round) => round.p95Ms),
    p99Ms: middle((round) => round.p99Ms),
    idleShare: middle((round) => round.idleShare),
    errors: rounds.reduce((sum, round) => sum + round.errors, 0),
    rounds,
  };
}

/**
 * How many times less CPU A needs than B: the median of the ratios of neighbouring rounds, so that what disturbed both
 * disturbs neither.
 *
 * @param {Series} a
 * @param {Series} b
 */
export function cpuRatio(a, b) {
  return median(a.rounds.map((round, index) => b.rounds[index].cpuMicrosPerRequest / round.cpuMicrosPerRequest));
}

/**
 * How many times more A answers than B, in the same way.
 *
 * @param {Series} a
 * @param {Series} b
 */
export function rateRatio(a, b) {
  return median(a.rounds.map((round, index) => round.requestsPerSecond / b.rounds[index].requestsPerSecond));
}
