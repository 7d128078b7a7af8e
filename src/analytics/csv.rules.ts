import { stringify } from 'csv-stringify/sync';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';

/**
 * Rows as CSV (RFC 4180): a header, CRLF, quotes where they are needed. A text that a spreadsheet would take for a formula gets
 * an apostrophe before it (OWASP, "CSV Injection").
 *
 * @param columns names of the columns, in order; `emotionDistribution` becomes one column an emotion
 */
export function toCsv<Row extends object>(columns: readonly (keyof Row & string)[], rows: readonly Row[]): string {
  const header = columns.flatMap((column) => (column === DISTRIBUTION ? EMOTION_COLUMNS : [column]));
  const records = rows.map((row) => columns.flatMap((column) => cellsOf(column, row[column])));
  return stringify([header, ...records], {
    record_delimiter: '\r\n',
    // With a record delimiter of its own the library leaves lone line breaks without quotes, and a row would break there.
    quoted_match: /[\r\n]/,
    escape_formulas: true,
    cast: { boolean: String },
  });
}

const DISTRIBUTION = 'emotionDistribution';
/** Every emotion has its column, also one that did not occur, so that files can be put under one another. */
const EMOTION_COLUMNS = EMOTION_NAMES.map((emotion) => `${DISTRIBUTION}.${emotion}`);

function cellsOf(column: string, value: unknown): unknown[] {
  if (column !== DISTRIBUTION) return [value];
  const counts = value as Readonly<Partial<Record<string, number>>>;
  return EMOTION_NAMES.map((emotion) => counts[emotion] ?? 0);
}
