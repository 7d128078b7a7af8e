import { element, escapeXml } from './svg.mjs';

/** @typedef {import('./profile-fold-rules.mjs').Frame} Frame */

const WIDTH = 1400;
const MARGIN = 12;
const ROW = 18;
const TOP = 76;
/** Frames narrower than that are left out, with what they called. */
const LEAST_WIDTH = 1;
const CHARACTER = 6.6;
const LEAST_CHARACTERS = 4;

/** Each owner's colour, on light and on dark paper. */
const COLOURS = {
  ours: { name: 'AGL', light: '#7fb3ff', dark: '#2f6fd0' },
  package: { name: 'packages', light: '#ffc27a', dark: '#a8651a' },
  node: { name: 'Node.js', light: '#98d8a0', dark: '#2f7d3c' },
  native: { name: 'native code', light: '#cfd6dd', dark: '#59636e' },
  gc: { name: 'garbage collector', light: '#ff9a92', dark: '#b3312a' },
  program: { name: 'program (V8, system calls)', light: '#e3e3e3', dark: '#3f444b' },
};

const rulesOf = (/** @type {'light' | 'dark'} */ paper) =>
  Object.entries(COLOURS)
    .map(([owner, colour]) => `.${owner} { fill: ${colour[paper]}; }`)
    .join(' ');

const STYLE = `
  svg { font: 11px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  .head { font: 14px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1f2328; } rect { stroke: #ffffff; stroke-width: 0.5; }
  g text { pointer-events: none; } g:hover > rect { stroke: #1f2328; stroke-width: 1.5; } ${rulesOf('light')}
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #f0f6fc; } rect { stroke: #0d1117; }
    g:hover > rect { stroke: #f0f6fc; } ${rulesOf('dark')}
  }`;

/**
 * Draws a flame graph: each frame as wide as its share of the busy time, on top of its caller.
 *
 * @param {Frame} root
 * @param {string} title
 */
export function flameGraph(root, title) {
  const scale = (WIDTH - 2 * MARGIN) / Math.max(1, root.totalMicros);
  const rows = depthOf(root, scale);
  const bottom = TOP + rows * ROW;
  /** @type {string[]} */
  const frames = [];
  const draw = (/** @type {Frame} */ frame, /** @type {number} */ x, /** @type {number} */ depth) => {
    let at = x;
    for (const child of frame.children) {
      const width = child.totalMicros * scale;
      if (width < LEAST_WIDTH) continue;
      frames.push(drawFrame(child, root.totalMicros, { x: at, y: bottom - (depth + 1) * ROW, width }));
      draw(child, at, depth + 1);
      at += width;
    }
  };
  draw(root, MARGIN, 0);
  const size = { viewBox: `0 0 ${WIDTH} ${bottom + MARGIN}`, width: WIDTH, height: bottom + MARGIN };
  const parts = [
    element('title', { id: 'flame-title' }, escapeXml(title)),
    element('style', {}, STYLE),
    element('rect', { class: 'paper', width: WIDTH, height: bottom + MARGIN }),
    element('text', { class: 'head', x: MARGIN, y: 26, 'font-weight': 600 }, escapeXml(title)),
    ...legend(),
    ...frames,
  ];
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', ...size, role: 'img', 'aria-labelledby': 'flame-title' };
  return `${element('svg', attributes, `\n${parts.join('\n')}\n`)}\n`;
}

/**
 * @param {Frame} frame
 * @param {number} allMicros
 * @param {{ x: number, y: number, width: number }} at
 */
function drawFrame({ name, place, group, owner, selfMicros, totalMicros }, allMicros, { x, y, width }) {
  const percent = (/** @type {number} */ micros) => `${((100 * micros) / allMicros).toFixed(1)} %`;
  const where = place === '' ? group : `${place} (${group})`;
  const told = `${name}\n${where}\nitself ${percent(selfMicros)}, with what it called ${percent(totalMicros)}`;
  const box = { class: owner, x: x.toFixed(1), y, width: width.toFixed(1), height: ROW - 1 };
  const characters = Math.floor((width - 6) / CHARACTER);
  const label = name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
  const text =
    characters < LEAST_CHARACTERS ? '' : element('text', { x: (x + 3).toFixed(1), y: y + 12.5 }, escapeXml(label));
  return element('g', {}, element('title', {}, escapeXml(told)) + element('rect', box) + text);
}

function legend() {
  let x = MARGIN;
  return Object.entries(COLOURS).flatMap(([owner, { name }]) => {
    const at = x;
    x += 34 + name.length * 8;
    return [
      element('rect', { class: owner, x: at, y: 42, width: 14, height: 14 }),
      element('text', { class: 'head', x: at + 20, y: 54 }, escapeXml(name)),
    ];
  });
}

/** Rows that are drawn above a frame. */
function depthOf(/** @type {Frame} */ frame, /** @type {number} */ scale) {
  const drawn = frame.children.filter(({ totalMicros }) => totalMicros * scale >= LEAST_WIDTH);
  /** @type {number} */
  const above = Math.max(0, ...drawn.map((child) => 1 + depthOf(child, scale)));
  return above;
}
