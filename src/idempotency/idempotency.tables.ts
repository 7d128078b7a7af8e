import { DAY_MS } from '../common/time.rules.js';

/** Figures of idempotent requests; times in milliseconds. */
export const idempotencyFigures = {
  /** A key is remembered for a day, as the API promises. */
  lifetimeMs: DAY_MS,
  /** No request runs this long: whoever began it is dead, and a repeat does it again. */
  claimLifetimeMs: 60_000,
  /** Seconds after which a repeat of a request that still runs makes sense: most are done in milliseconds. */
  retryAfterSeconds: 1,
  /** While the database is away, what it has to be told of claims waits: so much, and so long before each attempt. */
  maxOwed: 10_000,
  payEveryMs: 500,
  /** Records removed in one statement: short enough not to be felt by others. */
  purgeRows: 5_000,
} as const;
