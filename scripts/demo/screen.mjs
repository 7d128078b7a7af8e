import { styleText } from 'node:util';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

const isColoured =
  process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.stdout.hasColors?.() === true;

/** Text in a style, where the terminal has colours. */
export function paint(style, text) {
  return isColoured ? styleText(style, text) : text;
}

export function print(line = '') {
  process.stdout.write(`${line}\n`);
}

/** Columns a text takes: East Asian characters take two. */
export function columns(text) {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** A text filled up with spaces to a width in columns. */
export function pad(text, width) {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** A text cut to a width in columns. */
export function cut(text, width) {
  if (columns(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Columns there are: those of the terminal, a good hundred where it is none. */
export function screenWidth() {
  return Math.max(60, Math.min(process.stdout.columns ?? 110, 140));
}

/** A value of 0..1 as five squares. */
export function meter(value) {
  const full = Math.round(value * 5);
  return '■'.repeat(full) + '·'.repeat(5 - full);
}

/** A value of 0..1 as a bar. */
export function bar(value, width) {
  return '█'.repeat(Math.max(value > 0 ? 1 : 0, Math.round(value * width)));
}

/** Values of -1..1 as a curve, thinned out to a width. */
export function sparkline(values, width) {
  const step = Math.max(1, values.length / width);
  const shown = Array.from({ length: Math.min(width, values.length) }, (_, index) => values[Math.floor(index * step)]);
  return shown.map((value) => BLOCKS[Math.min(7, Math.max(0, Math.floor(((value + 1) / 2) * 8)))]).join('');
}

export function heading(text) {
  print();
  print(paint('bold', `── ${text} ${'─'.repeat(Math.max(0, screenWidth() - columns(text) - 4))}`));
}
