import { DAY_MS } from '../common/time.rules.js';

/** A game's clock may run ahead of ours by this much. */
export const MAX_AHEAD_MS = 5 * 60_000;
/** Older events belong to no range that analytics answers. */
export const MAX_BACK_MS = 400 * DAY_MS;

/** What is wrong with the time of an event, or undefined. */
export function timeFault(occurredAtMs: number, nowMs: number): string | undefined {
  if (occurredAtMs > nowMs + MAX_AHEAD_MS) return 'must be at most 5 minutes ahead';
  if (occurredAtMs < nowMs - MAX_BACK_MS) return 'must be at most 400 days back';
  return undefined;
}
