/** Lines remembered as the last ones said; none of them is repeated while there is another. */
export const LAST_LINES = 3;

/** The last lines once one more was said, newest first. */
export function withLastLine(lastLines: readonly string[], lineId: string): string[] {
  return [lineId, ...lastLines].slice(0, LAST_LINES);
}
