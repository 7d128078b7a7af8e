import type { RateLimit } from './rate-limit.types.js';

/** `RateLimit-Policy`: how many requests in how many seconds; the whole burst comes back in that time. */
export function policyHeader({ rps, burst }: RateLimit): string {
  return `"key";q=${burst};w=${Math.ceil(burst / rps)}`;
}

/** `RateLimit`: how many requests are left, and the whole seconds until all of them are again. */
export function stateHeader(left: number, takenUpMs: number): string {
  return `"key";r=${left};t=${takenUpMs > 0 ? Math.ceil(takenUpMs / 1000) : 0}`;
}

/** `Retry-After` in whole seconds, never 0: a caller that comes back then is let through. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}
