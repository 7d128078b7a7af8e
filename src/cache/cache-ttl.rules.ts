import { cacheLimits } from './cache-limits.tables.js';
import type { CacheKey } from './cache.types.js';

/** The times that decide whether an in-process copy may be served; all on the same clock, in milliseconds. */
export interface Freshness {
  /** When what it shows was known to be current. */
  readonly asOf: number;
  readonly freshUntil: number;
  readonly staleUntil: number;
}

/**
 * Lifetime of a key in milliseconds; 0 means: do not cache.
 * A kind that is off stays off whatever the caller asks for.
 */
export function lifetimeMs(key: CacheKey, kindTtlSeconds: number, requestedSeconds = kindTtlSeconds): number {
  if (kindTtlSeconds <= 0) return 0;
  return Math.max(0, Math.min(requestedSeconds, key.maxTtlSeconds ?? requestedSeconds)) * 1_000;
}

/**
 * Lifetime of one fill in whole milliseconds: absent values live at most five seconds, and every lifetime is shortened
 * by up to a tenth. It is never lengthened: a lifetime is a promise about how old an answer can be.
 * `random` is uniform in [0, 1).
 */
export function fillLifetimeMs(lifetime: number, absent: boolean, random: number): number {
  const base = absent ? Math.min(lifetime, cacheLimits.negativeTtlMs) : lifetime;
  return Math.max(1, Math.floor(base * (1 - cacheLimits.jitterShare * random)));
}

/** When a copy made at `now` stops being fresh, and when it stops being good enough for a lost source. */
export function freshness(now: number, lifetime: number, absent: boolean): Freshness {
  const stale = absent ? 0 : Math.min(lifetime * cacheLimits.staleLifetimes, cacheLimits.maxStaleMs);
  return { asOf: now, freshUntil: now + lifetime, staleUntil: now + lifetime + stale };
}

/**
 * Whether a copy may be served as fresh. `confirmedAt` is the last moment at which all invalidations up to then were
 * known to have arrived (infinite when nobody else invalidates): a copy is believed for two seconds beyond the later of
 * that moment and the one it is as of.
 */
export function isServable(copy: Freshness, now: number, confirmedAt: number): boolean {
  return now < copy.freshUntil && isConfirmed(copy, now, confirmedAt);
}

/** The second half of `isServable`: whether an invalidation of the copy would have arrived. */
export function isConfirmed(copy: Freshness, now: number, confirmedAt: number): boolean {
  return now < Math.max(copy.asOf, confirmedAt) + cacheLimits.unconfirmedTtlMs;
}

/** The moment from which `isServable` is false, as long as no later confirmation arrives. */
export function servableUntil(copy: Freshness, confirmedAt: number): number {
  return Math.min(copy.freshUntil, Math.max(copy.asOf, confirmedAt) + cacheLimits.unconfirmedTtlMs);
}

/** Logarithms of a uniform number in (0, 1] with 53 bits are not below this. */
const LOWEST_LOG = Math.log(2 ** -53);

/**
 * Whether the reader who drew `random`, uniform in [0, 1), is to refresh a copy that has `leftMs` of its lifetime left
 * and took `loadMs` to load: the later and the slower, the likelier, so that hot keys are refreshed about one load
 * before they expire. Source: XFetch, in Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede
 * Prevention", VLDB 2015.
 */
export function isRefreshDue(leftMs: number, loadMs: number, random: number): boolean {
  return -cacheLimits.refreshBeta * loadMs * Math.log(1 - random) >= leftMs;
}

/** The moment before which `isRefreshDue` cannot be true, whatever is drawn. */
export function refreshFrom(servableUntil: number, loadMs: number): number {
  return servableUntil + cacheLimits.refreshBeta * loadMs * LOWEST_LOG;
}

/** What is left of a lifetime that ends at `expiresAt` on the wall clock; clocks that disagree cannot lengthen it. */
export function remainingMs(expiresAt: number, wallClock: number, lifetime: number): number {
  return Math.min(Math.max(expiresAt - wallClock, 0), lifetime);
}
