/** What would end a cell or a line, or is read as the beginning of an escape. */
const SPECIAL = /[\\\t\n\r]/g;
const IS_SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * One row for `COPY … FROM STDIN` in its text format: cells in the order of the columns, null as `\N`. Source: the
 * PostgreSQL documentation, "COPY", File Formats, Text Format. No cell may hold a NUL, which PostgreSQL has no text for.
 */
export function copyLine(cells: readonly (string | number | null)[]): string {
  let line = '';
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i]!;
    if (i > 0) line += '\t';
    if (cell === null) line += '\\N';
    // Most cells have nothing to escape, and looking is cheaper than replacing nothing.
    else if (typeof cell === 'number' || !IS_SPECIAL.test(cell)) line += cell;
    else line += cell.replace(SPECIAL, (character) => ESCAPES[character]!);
  }
  return `${line}\n`;
}
