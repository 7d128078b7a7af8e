/** Milliseconds before the second attempt, and at most before any other: what is back is noticed within half a minute. */
const FIRST_MS = 500;
const MOST_MS = 30_000;

/** Attempts after which something that is refused for what it is gets given up. What fails for an outage never is. */
export const MAX_REFUSALS = 3;

/**
 * How long something that failed waits: twice as long each time up to half a minute, of which a random half, so that
 * those that failed together do not come back together.
 *
 * @param attempts made so far, 1 or more
 * @param random 0..1
 */
export function backoffMs(attempts: number, random: number): number {
  const most = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 20), MOST_MS);
  return most * (0.5 + random / 2);
}
