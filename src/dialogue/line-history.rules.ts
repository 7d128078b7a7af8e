import type { LineHistory } from './dialogue.types.js';

/** Line histories out of the JSON that statements aggregate them into: id -> [times, last said in ms]. */
export function histories(said: Readonly<Record<string, readonly [number, number]>> | null): Map<string, LineHistory> {
  return new Map(Object.entries(said ?? {}).map(([id, [times, lastSaidAt]]) => [id, { times, lastSaidAt }]));
}
