import type { Batch, GcraLimit, RateLimit } from './rate-limit.types.js';

/**
 * The generic cell rate algorithm as virtual scheduling (ITU-T I.371, annex A; ATM Forum TM 4.0, 4.4.5): a key has one
 * number, its theoretical arrival time TAT. A request at time `t` is let through when
 *
 *     max(TAT, t) + cost - t <= tolerance        and then        TAT := max(TAT, t) + cost
 *
 * with cost = 1000 / rps milliseconds and tolerance = burst x cost. In any span of `s` seconds it lets through at most
 * burst + rps x s requests. Times are milliseconds on one clock that never goes back.
 */

/**
 * What is given on top of the burst: a microsecond, or the hundredth part of a request where that is less. Sums of
 * fractions of a millisecond are off by less, so the whole burst is there and the wait that was named is never short.
 */
const SLACK_MS = 0.001;
const SLACK_SHARE = 0.01;

export function gcraLimit({ rps, burst }: RateLimit): GcraLimit {
  const intervalMs = 1000 / rps;
  return {
    rps,
    burst,
    intervalMs,
    toleranceMs: burst * intervalMs,
    slackMs: Math.min(SLACK_MS, intervalMs * SLACK_SHARE),
  };
}

/** The theoretical arrival time after a request at `now` that takes up `costMs`. */
export function charged(tat: number, now: number, costMs: number): number {
  return (tat > now ? tat : now) + costMs;
}

/** True when a request may leave the theoretical arrival time at `next`. */
export function isWithin(limit: GcraLimit, next: number, now: number): boolean {
  return next - now <= limit.toleranceMs + limit.slackMs;
}

/** Milliseconds after which a request of `costMs` is let through, if none comes before it; 0 when it would be now. */
export function waitMs(limit: GcraLimit, tat: number, now: number, costMs: number): number {
  return Math.max(0, charged(tat, now, costMs) - limit.toleranceMs - now);
}

/** How many requests would be let through at once, 0..burst. */
export function remaining(limit: GcraLimit, tat: number, now: number): number {
  if (tat <= now) return limit.burst;
  const left = (limit.toleranceMs + limit.slackMs - (tat - now)) / limit.intervalMs;
  return left > 0 ? Math.floor(left) : 0;
}

/** Two batches as one, the earlier first. Never less than what the requests took up, however the two overlapped. */
export function joined(first: Batch, second: Batch, intervalMs: number): Batch {
  return {
    count: first.count + second.count,
    tat: Math.max(first.tat + second.count * intervalMs, second.tat),
  };
}

/** The theoretical arrival time after a batch. */
export function afterBatch(tat: number, batch: Batch, intervalMs: number): number {
  return Math.max(tat + batch.count * intervalMs, batch.tat);
}
