import { styleText } from 'node:util';

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/** East Asian wide and full-width characters, and pictographs: two columns each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Columns of an output that is no terminal, and the fewest and most that are used of one. */
const WIDTH = { none: 110, least: 40, most: 140 };

// Node reads NO_COLOR, FORCE_COLOR and TERM here.
const isColoured = process.stdout.isTTY === true && process.stdout.hasColors();

/** Text in a style of util.styleText, where the terminal has colours. */
export function paint(style, text) {
  return isColoured ? styleText(style, text) : text;
}

export function print(line = '') {
  process.stdout.write(`${line}\n`);
}

/** Columns there are now. */
export function screenWidth() {
  return Math.max(WIDTH.least, Math.min(process.stdout.columns || WIDTH.none, WIDTH.most));
}

/** Columns that a text takes. */
export function columns(text) {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** A text cut, or filled up with spaces, to a width in columns. */
export function fit(text, width) {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - columns(shown)));
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

/** A text broken into rows of a width in columns: between words in any language, punctuation stays with its word. */
export function wrap(text, width) {
  const words = [];
  for (const { segment, isWordLike } of WORDS.segment(text)) {
    const opensRow = isWordLike || words.length === 0;
    if (opensRow) words.push(segment);
    else words[words.length - 1] += segment;
  }
  const rows = [''];
  for (const word of words) {
    const row = rows[rows.length - 1];
    if (row !== '' && columns((row + word).trimEnd()) > width) rows.push(word);
    else rows[rows.length - 1] = row + word;
  }
  return rows.map((row) => row.trimEnd());
}

/** Prints a text after a label, broken to the screen; all rows start in the same column. */
export function printWrapped(label, text, style = (row) => row) {
  const indent = columns(label);
  for (const [index, row] of wrap(text, screenWidth() - indent).entries()) {
    print((index === 0 ? label : ' '.repeat(indent)) + style(row));
  }
}

/** A value of 0..1 as five squares. */
export function meter(value) {
  const full = Math.round(value * 5);
  return '■'.repeat(full) + '·'.repeat(5 - full);
}

/** A value of 0..1 as a bar; anything above 0 is seen. */
export function bar(value, width) {
  return '█'.repeat(Math.max(value > 0 ? 1 : 0, Math.round(value * width)));
}

/** Values as a curve between a lowest and a highest. */
export function sparkline(values, lowest, highest) {
  const span = highest - lowest || 1;
  return values.map((value) => BLOCKS[Math.round(((value - lowest) / span) * (BLOCKS.length - 1))]).join('');
}

export function heading(text) {
  const title = cut(text, screenWidth() - 4);
  print();
  print(paint('bold', `── ${title} ${'─'.repeat(Math.max(0, screenWidth() - columns(title) - 4))}`));
}
