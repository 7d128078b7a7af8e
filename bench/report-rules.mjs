/**
 * How far a check is beyond its goal: 1 is just the goal, 2 twice as good. Infinite for nothing at all where little is
 * wanted.
 *
 * @param {Pick<import('./main.mjs').Check, 'value' | 'goal'>} check
 */
export function ratioToGoal({ value, goal }) {
  const ratio = goal.op === '>=' ? value / goal.value : goal.value / value;
  return Number.isNaN(ratio) ? 0 : ratio;
}

/**
 * The checks that are judged, with the scenario that each is of.
 *
 * @param {readonly import('./main.mjs').Result[]} results
 */
export function judgedChecks(results) {
  return results.flatMap(({ scenario, checks }) =>
    checks.filter(({ reference }) => !reference).map((check) => ({ id: scenario.id, check })),
  );
}

/** A number and its unit, as people read them. */
export function quantity(/** @type {number} */ value, /** @type {string} */ unit) {
  return `${shortest(value)}${unit === '' ? '' : ` ${unit === 'us' ? 'µs' : unit}`}`;
}

/** Three significant digits, without zeros that say nothing. */
function shortest(/** @type {number} */ value) {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** A goal, as people read it. */
export function goalText(/** @type {import('./main.mjs').Check} */ { goal, unit }) {
  return `${goal.op === '>=' ? '≥' : '≤'} ${quantity(goal.value, unit)}`;
}
