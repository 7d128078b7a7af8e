/** Figures of the rate limit that are not a caller's to set. */
export const rateLimitFigures = {
  /** A game's changed limit holds within this many milliseconds: the game is cached, so that asking costs next to nothing. */
  refreshLimitMs: 1_000,
  /** Keys that are remembered before those with nothing taken up are forgotten, which loses nothing. */
  maxBuckets: 10_000,
  /** What was let through is told to Redis at least this often, in milliseconds, if anything was. */
  reportEveryMs: 100,
  /** ... and at once when this share of the burst has not been told. It bounds what several instances let through too much. */
  reportAtShare: 0.05,
  /** ... but for each key at most this often, in milliseconds. */
  reportGapMs: 10,
  /** Every instance says so often that it lives, in milliseconds; this also finds out that Redis is back. */
  heartbeatMs: 1_000,
  /** An instance that has not been heard of for this many milliseconds is gone. */
  instanceLifetimeMs: 5_000,
  /** Redis answers within this many milliseconds, or counts as lost until the next heartbeat. */
  redisDeadlineMs: 50,
  /** What was let through too much by several instances is made up for, up to this many milliseconds of waiting. */
  maxDebtMs: 1_000,
} as const;
