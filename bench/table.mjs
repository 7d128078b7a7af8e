import { short } from './statistics.mjs';

/** Whether a check holds; one that is shown as a reference only always does. */
export function holds(/** @type {import('./main.mjs').Check} */ { value, goal, reference }) {
  if (reference) return true;
  return goal.op === '>=' ? value >= goal.value : value <= goal.value;
}

/** Prints what a scenario measured. */
export function printResult(
  /** @type {import('./main.mjs').Result} */ result,
  /** @type {(text: string) => void} */ log,
) {
  const rows = (result.series ?? []).map((each) => [
    each.label ?? '',
    each.requestsPerSecond === undefined ? '' : `${short(each.requestsPerSecond)}/s`,
    each.cpuMicrosPerRequest === undefined ? '' : `${short(each.cpuMicrosPerRequest)} us CPU`,
    each.cpuMicrosMinimum === undefined ? '' : `min ${short(each.cpuMicrosMinimum)}`,
    each.p95Ms === undefined
      ? ''
      : `p50 ${short(each.p50Ms ?? 0)}  p95 ${short(each.p95Ms)}  p99 ${short(each.p99Ms ?? 0)} ms`,
    each.idleShare === undefined ? '' : `idle ${(each.idleShare * 100).toFixed(0)} %`,
    each.loadShare === undefined ? '' : `load ${(each.loadShare * 100).toFixed(0)} %`,
    each.errors ? `${each.errors} ERRORS` : '',
  ]);
  for (const line of aligned(rows)) log(`    ${line}`);
  const checks = result.checks.map((check) => [
    check.reference ? '  –' : holds(check) ? ' ok' : 'MISSED',
    check.name,
    `${short(check.value)} ${check.unit}`,
    check.reference ? '' : `goal ${check.goal.op} ${check.goal.value} ${check.unit}`,
    check.detail ?? '',
  ]);
  for (const line of aligned(checks)) log(`  ${line}`);
  for (const note of result.notes ?? []) log(`    (${note})`);
  log(`    ${result.seconds.toFixed(0)} s`);
}

/** Prints the goals that were missed; answers whether there are none. */
export function printSummary(
  /** @type {import('./main.mjs').Result[]} */ results,
  /** @type {(text: string) => void} */ log,
) {
  const judged = results.flatMap(({ scenario, checks }) => checks.map((check) => ({ id: scenario.id, check })));
  const missed = judged.filter(({ check }) => !holds(check));
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  log(`\n${results.length} scenarios in ${seconds.toFixed(0)} s; ${missed.length} goals missed`);
  for (const { id, check } of missed) {
    log(`  ${id} ${check.name}: ${short(check.value)} ${check.unit}, goal ${check.goal.op} ${check.goal.value}`);
  }
  return missed.length === 0;
}

function aligned(/** @type {string[][]} */ rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
