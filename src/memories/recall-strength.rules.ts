import { MAX_STRENGTH } from './duplicate.rules.js';

/** Milliseconds; within five minutes of a recall another one changes nothing, so that a chatty scene cannot ground a memory for ever. */
export const STRENGTHEN_EVERY_MS = 5 * 60_000;

export interface RecallStrength {
  readonly strength: number;
  /** Milliseconds since 1970. */
  readonly lastRecalledAt: number | null;
}

/** What being recalled now makes of a memory: stronger by one (at most 20) and fresh; null when there is nothing to write. */
export function strengthenOnRecall(
  memory: RecallStrength,
  nowMs: number,
): { strength: number; lastRecalledAt: number } | null {
  if (memory.lastRecalledAt !== null && nowMs - memory.lastRecalledAt < STRENGTHEN_EVERY_MS) return null;
  return { strength: Math.min(memory.strength + 1, MAX_STRENGTH), lastRecalledAt: nowMs };
}
