import { median, short } from './statistics.mjs';

/**
 * One of the things that are measured in turn.
 *
 * @typedef {object} Variant
 * @property {string} label
 * @property {import('./servers.mjs').BenchServer} server
 * @property {import('./load.mjs').LoadRequest[] | ((round: number) => Promise<import('./load.mjs').LoadRequest[]>)} requests asked for before each round where it is a function
 * @property {number} [connections]
 * @property {number} [rate]
 * @property {number} [amount] requests a round, instead of a time
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
 * @property {number} notModifiedShare of the answers, 0 to 1
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
      const { server, requests, rate, amount, unitsPerRequest = 1 } = variant;
      const asked = typeof requests === 'function' ? await requests(round) : requests;
      const before = server.cpuMicros();
      const result = await load({
        url: server.url,
        requests: asked,
        connections: variant.connections ?? plan.connections,
        durationSeconds: round < 0 ? plan.warmUpSeconds : plan.seconds,
        ...(rate === undefined ? {} : { rate }),
        ...(amount === undefined ? {} : { amount }),
      });
      if (round >= 0 && result.requests === 0)
        throw new Error(`${variant.label} answered nothing (${result.errors} errors)`);
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
  const total = (/** @type {(round: Round) => number} */ pick) => rounds.reduce((sum, round) => sum + pick(round), 0);
  return {
    label,
    requestsPerSecond: middle((round) => round.requestsPerSecond),
    cpuMicrosPerRequest: middle((round) => round.cpuMicrosPerRequest),
    cpuMicrosMinimum: Math.min(...rounds.map((round) => round.cpuMicrosPerRequest)),
    p50Ms: middle((round) => round.p50Ms),
    p95Ms: middle((round) => round.p95Ms),
    p99Ms: middle((round) => round.p99Ms),
    idleShare: middle((round) => round.idleShare),
    errors: total((round) => round.errors),
    notModifiedShare: total((round) => round.notModified) / total((round) => round.requests),
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

/**
 * A check of two series by CPU time a request: the load is then no limit.
 *
 * @param {string} name
 * @param {Series} a
 * @param {Series} b
 * @param {number} goal the least ratio
 */
export function cpuCheck(name, a, b, goal) {
  return ratioCheck(name, cpuRatio(a, b), goal, `CPU; ${short(rateRatio(a, b))} x requests a second`);
}

/**
 * A check of two series by requests a second, where the database's work belongs to it.
 *
 * @param {string} name
 * @param {Series} a
 * @param {Series} b
 * @param {number} goal the least ratio
 */
export function rateCheck(name, a, b, goal) {
  return ratioCheck(name, rateRatio(a, b), goal, `requests a second; ${short(cpuRatio(a, b))} x CPU of the server`);
}

/** @returns {import('./main.mjs').Check} */
function ratioCheck(
  /** @type {string} */ name,
  /** @type {number} */ value,
  /** @type {number} */ goal,
  /** @type {string} */ detail,
) {
  return { name, value, goal: { op: '>=', value: goal }, unit: 'x', detail };
}
