import { goalText, judgedChecks, quantity } from './report-rules.mjs';
import { holds } from './table.mjs';

/**
 * The report as Markdown.
 *
 * @param {readonly import('./main.mjs').Result[]} results
 * @param {import('./report.mjs').Environment} environment
 * @param {string} picture file name of the chart
 */
export function markdownOf(results, environment, picture) {
  const judged = judgedChecks(results);
  const held = judged.filter(({ check }) => holds(check)).length;
  return [
    '# What the bench measured',
    `${held} of ${judged.length} goals held. Every figure that is a ratio compares two things that were measured in turn in one run.`,
    `![Each figure against its goal](${picture})`,
    table(['', 'what', 'measured', 'goal', '', ''], results.flatMap(checkRows)),
    '## Measured on',
    table(['', ''], environmentRows(environment)),
    '## The rounds',
    ...results.flatMap(seriesSection),
  ]
    .join('\n\n')
    .concat('\n');
}

/** @returns {string[][]} */
function checkRows(/** @type {import('./main.mjs').Result} */ { scenario, checks }) {
  const title = [`**${scenario.id}**`, `**${scenario.title}**`, '', '', '', ''];
  const rows = checks.map((check) => [
    '',
    check.name,
    quantity(check.value, check.unit),
    check.reference ? '' : goalText(check),
    check.reference ? 'to compare' : holds(check) ? 'pass' : '**FAIL**',
    check.detail ?? '',
  ]);
  return [title, ...rows];
}

/** @returns {string[][]} */
function environmentRows(/** @type {import('./report.mjs').Environment} */ environment) {
  const { at, commit, node, postgres, redis, cpu, cores, memoryGb, kernel, pinned, quick } = environment;
  return [
    ['date', at],
    ['commit', commit],
    ['processor', `${cpu}, ${cores} cores, ${memoryGb} GB`],
    ['kernel', kernel],
    ['Node.js', node],
    ['PostgreSQL', postgres ?? 'not used'],
    ['Redis', redis ?? 'not there'],
    ['cores', pinned ? 'the server on one, load and databases on another' : 'not pinned'],
    ['rounds', quick ? 'few and short (--quick)' : 'all'],
  ];
}

/** @returns {string[]} */
function seriesSection(/** @type {import('./main.mjs').Result} */ { scenario, series = [], notes = [], seconds }) {
  const rows = series.map((each) => [
    each.label ?? '',
    cell(each.requestsPerSecond),
    cell(each.cpuMicrosPerRequest),
    cell(each.cpuMicrosMinimum),
    cell(each.p50Ms),
    cell(each.p95Ms),
    cell(each.p99Ms),
    each.idleShare === undefined ? '' : `${Math.round(each.idleShare * 100)} %`,
  ]);
  const head = ['', 'a second', 'CPU µs each', 'best round', 'p50 ms', 'p95 ms', 'p99 ms', 'machine idle'];
  return [
    `### ${scenario.id}: ${scenario.title} (${Math.round(seconds)} s)`,
    ...(rows.length > 0 ? [table(head, rows)] : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
  ];
}

function cell(/** @type {number | undefined} */ value) {
  return value === undefined ? '' : quantity(value, '');
}

function table(/** @type {string[]} */ head, /** @type {string[][]} */ rows) {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n');
}

function tableLine(/** @type {string[]} */ cells) {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
}
