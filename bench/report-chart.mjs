import { goalText, judgedChecks, quantity, ratioToGoal } from './report-rules.mjs';
import { element, escapeXml } from './svg.mjs';
import { holds } from './table.mjs';

const WIDTH = 960;
const ROW = 24;
const BAR = 14;
const TOP = 56;
const BOTTOM = 16;
/** Where names end, where bars begin and end, and where figures begin. */
const NAMES_END = 356;
const BARS = { from: 368, to: 760 };
const FIGURES = 772;
const LONGEST_NAME = 54;
/** The scale is logarithmic and cut off: what is 8 times better than its goal is good enough for anybody. */
const SCALE = { least: 0.25, most: 8 };
const TICKS = [0.25, 0.5, 1, 2, 4, 8];

const STYLE = `
  svg { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
  .paper { fill: #ffffff; } .ink { fill: #1f2328; } .quiet { fill: #59636e; }
  .grid { stroke: #d1d9e0; } .goal { stroke: #1f2328; stroke-width: 2; }
  .held { fill: #2da44e; } .missed { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } .ink { fill: #f0f6fc; } .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; } .goal { stroke: #f0f6fc; }
    .held { fill: #3fb950; } .missed { fill: #f85149; }
  }`;

/**
 * A picture of every judged check: bars go to the right from the line of the goal where it is surpassed, to the left
 * where it is missed.
 *
 * @param {readonly import('./main.mjs').Result[]} results
 */
export function chartOf(results) {
  const rows = judgedChecks(results);
  const height = TOP + rows.length * ROW + BOTTOM;
  const held = rows.filter(({ check }) => holds(check)).length;
  const title = `Each figure of the bench against its goal: ${held} of ${rows.length} goals held`;
  const parts = [
    element('title', { id: 'chart-title' }, escapeXml(title)),
    element('style', {}, STYLE),
    element('rect', { class: 'paper', width: WIDTH, height }),
    text(16, 22, title, { class: 'ink', 'font-weight': 600 }),
    ...TICKS.flatMap((ratio) => tick(ratio, height - BOTTOM)),
    ...rows.map(bar),
    element('line', { class: 'goal', x1: place(1), x2: place(1), y1: TOP - 6, y2: height - BOTTOM }),
  ];
  const root = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height };
  return `${element('svg', { ...root, role: 'img', 'aria-labelledby': 'chart-title' }, `\n${parts.join('\n')}\n`)}\n`;
}

function bar(/** @type {ReturnType<typeof judgedChecks>[number]} */ { id, check }, /** @type {number} */ index) {
  const y = TOP + index * ROW;
  const ratio = ratioToGoal(check);
  const [left, right] = [place(1), place(ratio)].sort((a, b) => a - b);
  const name = `${id}  ${check.name}`;
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  const measured = quantity(check.value, check.unit);
  const verdict = holds(check) ? 'held' : 'missed';
  return element(
    'g',
    {},
    [
      element('title', {}, escapeXml(`${name}: ${measured}, goal ${goalText(check)}, ${verdict}`)),
      text(NAMES_END, y + 16, shown, { class: 'ink', 'text-anchor': 'end' }),
      element('rect', { class: verdict, x: left, y: y + 5, width: Math.max(2, right - left), height: BAR, rx: 2 }),
      text(FIGURES, y + 16, `${measured}  (${goalText(check)})`, { class: verdict === 'held' ? 'quiet' : 'ink' }),
    ].join(''),
  );
}

function tick(/** @type {number} */ ratio, /** @type {number} */ bottom) {
  const x = place(ratio);
  const label = ratio === 1 ? 'goal' : ratio === SCALE.most ? `${ratio} x or more` : `${ratio} x`;
  return [
    element('line', { class: 'grid', x1: x, x2: x, y1: TOP - 6, y2: bottom }),
    text(x, TOP - 12, label, { class: 'quiet', 'text-anchor': 'middle', 'font-size': 11 }),
  ];
}

/** Where a ratio stands on the scale. */
function place(/** @type {number} */ ratio) {
  const cut = Math.min(SCALE.most, Math.max(SCALE.least, ratio));
  const share = Math.log(cut / SCALE.least) / Math.log(SCALE.most / SCALE.least);
  return Math.round(BARS.from + share * (BARS.to - BARS.from));
}

function text(
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {string} */ content,
  /** @type {Record<string, string | number>} */ attributes,
) {
  return element('text', { x, y, ...attributes }, escapeXml(content));
}
