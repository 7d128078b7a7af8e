import { findNodeAtLocation, parse, parseTree, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** The 1-based line an offset stands on. */
function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split('\n').length;
}

/** The 1-based line of a value in a JSON document; of its nearest parent when the value is missing. */
export function lineOfPath(source: string, path: readonly (string | number)[]): number {
  const root = parseTree(source);
  if (root === undefined) {
    return 1;
  }
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) {
      return lineAt(source, node.offset);
    }
  }
  return 1;
}

/** The 1-based line of the first pack line with an id. */
export function lineOfId(source: string, id: string): number {
  const pack = parse(source) as { lines: { id: string }[] };
  return lineOfPath(source, ['lines', pack.lines.findIndex((line) => line.id === id), 'id']);
}

/** Where and why a text is not JSON; the first fault only, for the rest mostly follow from it. */
export function syntaxFault(source: string): { line: number; message: string } {
  const errors: ParseError[] = [];
  parseTree(source, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  if (first === undefined) {
    return { line: 1, message: 'not JSON' };
  }
  const words = printParseErrorCode(first.error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return { line: lineAt(source, first.offset), message: `not JSON: ${words} (no comments, no trailing commas)` };
}
