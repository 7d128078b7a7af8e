import { median, short } from './statistics.mjs';

/** Requests after which a server is held to be warm, and the most runs that are spent on it. */
const WARM_UP_REQUESTS = 3_000;
const WARM_UP_RUNS = 3;

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
 * @typedef {import('./load.mjs').LoadResult & import('./load.mjs').Surroundings & { cpuMicrosPerRequest: number }} Round
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
 * @property {number} loadShare of a core that the load process used; near 1, the load was the limit
 * @property {number} errors all rounds together
 * @property {number} notModifiedShare of the answers, 0 to 1
 * @property {Round[]} rounds
 */

/** @typedef {(job: import('./load.mjs').LoadJob) => Promise<import('./load.mjs').LoadResult & import('./load.mjs').Surroundings>} Load */

/**
 * Measures the variants in turn, A B C A B C …, after a warm-up that is thrown away.
 *
 * @param {Load} load
 * @param {Variant[]} variants
 * @param {{ rounds: number, seconds: number, warmUpSeconds: number, connections: number }} plan
 * @returns {Promise<Series[]>}
 */
export async function interleave(load, variants, plan) {
  /** @type {Round[][]} */
  const measured = variants.map(() => []);
  for (const variant of variants) await warmUp(load, variant, plan);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [index, variant] of variants.entries()) {
      measured[index].push(await measure(load, variant, round, plan.connections, plan.seconds));
    }
  }
  return variants.map(({ label }, index) => seriesOf(label, measured[index]));
}

/** Code is compiled after some thousand calls: on a slow or busy machine that takes more than one run. */
async function warmUp(
  /** @type {Load} */ load,
  /** @type {Variant} */ variant,
  /** @type {{ connections: number, warmUpSeconds: number }} */ { connections, warmUpSeconds },
) {
  let answered = 0;
  for (let run = 0; run < WARM_UP_RUNS && answered < WARM_UP_REQUESTS; run += 1) {
    const { requests } = await measure(load, variant, -1, connections, warmUpSeconds);
    answered += requests * (variant.unitsPerRequest ?? 1);
    // A load at a fixed rate is small on purpose.
    if (variant.rate !== undefined) return;
  }
  if (answered === 0) throw new Error(`${variant.label} answered nothing`);
}

/**
 * One run of one variant.
 *
 * @param {Load} load
 * @param {Variant} variant
 * @param {number} round
 * @param {number} connections
 * @param {number} durationSeconds
 * @returns {Promise<Round>}
 */
async function measure(load, variant, round, connections, durationSeconds) {
  const { server, requests, rate, amount, unitsPerRequest = 1 } = variant;
  const asked = typeof requests === 'function' ? await requests(round) : requests;
  const before = server.cpuMicros();
  const result = await load({
    url: server.url,
    requests: asked,
    connections: variant.connections ?? connections,
    durationSeconds,
    ...(rate === undefined ? {} : { rate }),
    ...(amount === undefined ? {} : { amount }),
  });
  const cpuMicrosPerRequest = (server.cpuMicros() - before) / (result.requests * unitsPerRequest);
  return { ...result, requestsPerSecond: result.requestsPerSecond * unitsPerRequest, cpuMicrosPerRequest };
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
    loadShare: middle((round) => round.loadShare),
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
 * How many times longer the slowest hundredth waits at A than at B, in the same way.
 *
 * @param {Series} a
 * @param {Series} b
 */
export function p99Ratio(a, b) {
  return median(a.rounds.map((round, index) => round.p99Ms / b.rounds[index].p99Ms));
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
