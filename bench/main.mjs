import { readdir } from 'node:fs/promises';

import { makeContext } from './context.mjs';
import { readEnvironment } from './environment.mjs';
import { writeReport } from './report.mjs';
import { pinThisProcess } from './servers.mjs';
import { printResult, printSummary } from './table.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {number} value
 * @property {{ op: '>=' | '<=', value: number }} goal
 * @property {'x' | 'ms' | 'us' | '%' | 'MB' | 's' | ''} unit
 * @property {string} [detail]
 * @property {boolean} [reference] shown, not judged
 *
 * @typedef {object} Outcome
 * @property {Check[]} checks
 * @property {string[]} [notes]
 * @property {Partial<import('./rounds.mjs').Series>[]} [series]
 *
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {{ world: boolean, redis: boolean }} needs
 * @property {(context: import('./context.mjs').BenchContext) => Promise<Outcome>} run
 *
 * @typedef {Outcome & { scenario: { id: string, title: string }, seconds: number }} Result
 */

const log = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);

const USAGE = 'npm run bench -- [P1 P4 …] [--quick]: all scenarios or some; --quick has few and short rounds';

const args = process.argv.slice(2);
const unknown = args.filter((each) => each.startsWith('--') && each !== '--quick');
const wanted = new Set(args.filter((each) => !each.startsWith('--')).map((each) => each.toUpperCase()));
process.exitCode = unknown.length > 0 ? explain() : await main(args.includes('--quick'));

/** Says how the bench is asked, for an argument that it does not know; answers the exit code. */
function explain() {
  log(USAGE);
  return unknown.includes('--help') ? 0 : 2;
}

/** Runs the scenarios that were asked for; answers the exit code. */
async function main(/** @type {boolean} */ quick) {
  const scenarios = (await findScenarios()).filter(({ id }) => wanted.size === 0 || wanted.has(id));
  if (scenarios.length === 0) {
    log(`There is no scenario of that name: ${[...wanted].join(', ')}`);
    return 2;
  }
  pinThisProcess();
  const context = await makeContext({ quick, log });
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    process.once(signal, () => context.stop().finally(() => process.exit(code)));
  }
  /** @type {Result[]} */
  const results = [];
  try {
    if (scenarios.some(({ needs }) => needs.world)) await context.worldUrl();
    const environment = await readEnvironment(context, scenarios);
    for (const scenario of scenarios) {
      const result = await runScenario(scenario, context);
      results.push(result);
      printResult(result, log);
    }
    log(`\nwritten: ${await writeReport(results, environment)}`);
  } finally {
    await context.stop();
  }
  return printSummary(results, log) ? 0 : 1;
}

/** A scenario that fails is a missed goal, not the end of the others. */
async function runScenario(
  /** @type {Scenario} */ scenario,
  /** @type {import('./context.mjs').BenchContext} */ context,
) {
  const { id, title } = scenario;
  const startedAt = performance.now();
  log(`\n${id}  ${title}`);
  /** @type {Outcome} */
  let outcome;
  try {
    outcome = await scenario.run(context);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log(detail);
    const check = { name: 'runs to its end', value: 0, goal: { op: /** @type {const} */ ('>='), value: 1 } };
    outcome = { checks: [{ ...check, unit: '', detail: detail.split('\n')[0] }] };
  } finally {
    await context.endScenario();
  }
  return {
    scenario: { id, title },
    notes: [],
    series: [],
    ...outcome,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** @returns {Promise<Scenario[]>} in the order of their numbers */
async function findScenarios() {
  const folder = new URL('scenarios/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => /^p\d+-.*\.mjs$/.test(name));
  const modules = await Promise.all(names.map((name) => import(new URL(name, folder).href)));
  return modules.map(({ scenario }) => scenario).sort((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(/** @type {Scenario} */ { id }) {
  return Number(id.slice(1));
}
