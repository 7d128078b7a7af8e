/** What a key may do: `rps` requests a second in the long run, `burst` at once. Whole numbers from 1. */
export interface RateLimit {
  readonly rps: number;
  readonly burst: number;
}

/** A limit, with what is worked out of it once. */
export interface GcraLimit extends RateLimit {
  /** Milliseconds that one request takes up. */
  readonly intervalMs: number;
  /** How many milliseconds may be taken up at once: `burst` intervals. */
  readonly toleranceMs: number;
  /** What rounding may take away from the tolerance. */
  readonly slackMs: number;
}

/**
 * Requests that were let through one after the other, told to others as one. Whatever the theoretical arrival time `t`
 * was before them, it is `max(t + count x interval, tat)` after them.
 */
export interface Batch {
  readonly count: number;
  /** The theoretical arrival time after them, had there been nothing before them. */
  readonly tat: number;
}
