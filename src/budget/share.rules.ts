import { shareFigures } from './budget.tables.js';

/** What was counted in one minute. */
export interface MinuteCount {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly requests: number;
  readonly calls: number;
}

/** Requests and calls of the last hour. */
export interface HourCount {
  readonly requests: number;
  readonly calls: number;
}

/**
 * Whether another call keeps the share in each window of whole minutes that ends now and is no longer than an hour:
 * calls <= share x max(requests, 100). To look at the last hour alone would not do: after a quiet hour all of its
 * allowance could be spent at once, and the hour that begins there would have calls and no requests.
 *
 * @param minutes in any order; those outside of the hour are passed over
 * @param minute the present one
 * @param share 0..1
 * @param more calls that are not among the counted ones
 */
export function allowsCall(minutes: Iterable<MinuteCount>, minute: number, share: number, more = 1): boolean {
  const newestFirst = [...minutes]
    .filter((one) => isInHour(one.minute, minute))
    .toSorted((a, b) => b.minute - a.minute);
  let [requests, calls] = [0, more];
  if (calls > limitOf(0, share)) return false;
  for (const one of newestFirst) {
    requests += one.requests;
    calls += one.calls;
    if (calls > limitOf(requests, share)) return false;
  }
  return true;
}

/** Calls that so many requests allow. */
export function limitOf(requests: number, share: number): number {
  return Math.floor(share * Math.max(requests, shareFigures.leastRequests) + 1e-9);
}

export function hourCount(minutes: Iterable<MinuteCount>, minute: number): HourCount {
  let [requests, calls] = [0, 0];
  for (const one of minutes) {
    if (!isInHour(one.minute, minute)) continue;
    requests += one.requests;
    calls += one.calls;
  }
  return { requests, calls };
}

/** A clock that was put back leaves minutes ahead of now: they count as now. */
export function isInHour(one: number, minute: number): boolean {
  return one > minute - shareFigures.windowMinutes;
}
