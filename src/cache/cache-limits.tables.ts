/** The numbers of the cache that are not lifetimes of a kind. Times are milliseconds unless the name says otherwise. */
export const cacheLimits = {
  /** Default size of the in-process tier: some 40,000 players. */
  defaultMaxBytes: 64 * 1_024 * 1_024,
  /** One value may take at most this share of the in-process tier, so that one large answer cannot empty it. */
  maxEntryShare: 1 / 8,
  /** An absent thing may appear at any moment, on any instance. */
  negativeTtlMs: 5_000,
  /** Lifetimes are shortened by up to this share, so that what was filled together does not expire together. */
  jitterShare: 0.1,
  /** A stale copy is kept for a lost source for this many lifetimes, */
  staleLifetimes: 10,
  /** and never longer than this. */
  maxStaleMs: 600_000,
  /** After a failed load the stale copy is served for this long before the source is tried again. */
  staleRetryMs: 1_000,
  /** How long an in-process copy is believed when nothing confirms that invalidations arrive. */
  unconfirmedTtlMs: 2_000,
  /** Redis and the bus are asked this often whether they are there; a quarter of the above, so that one lost answer costs nothing. */
  heartbeatMs: 500,
  /** What a slow Redis may cost one call. */
  redisDeadlineMs: 50,
  /** Reads of Redis sent as one command: a bound to how long its answer holds up others there, and to what one failure takes along. */
  readsTogether: 128,
  /** What attaching to it may take, a batch of remembered invalidations included; nobody waits for that. */
  attachDeadlineMs: 1_000,
  /**
   * What an invalidation waits for an answer of the other instances, once Redis has it: far above what an instance that
   * is alive takes, far below what its copies are believed for.
   */
  acknowledgeMs: 100,
  /** Missing answers in a row after which who does not answer is not waited for. */
  silentAfterMisses: 3,
  /** What Redis could not be told is gathered for this long before PostgreSQL is; */
  relayGatherMs: 50,
  /** and again after this long, when that has failed. */
  relayRetryMs: 1_000,
  /** Bytes of keys in one message: the name of the sender and these stay below the 7,000 that a relay takes. */
  relayKeysBytes: 6_900,
  /** Keys invalidated by one call of a script, which blocks Redis for about a millisecond then. */
  invalidationGroup: 1_000,
  /** Failures in a row after which Redis is left alone, */
  circuitFailures: 5,
  /** for this long. */
  circuitOpenMs: 2_000,
  /** How long the loader of a key is waited for by other instances before they look for themselves. */
  leaseTtlMs: 3_000,
  /** What a wait for another instance's load may cost; beyond that a stale copy, or a load of one's own. */
  leaseWaitMs: 200,
  /** Loads without the lease that may run at a time: the source is slow already, */
  leaselessLoads: 8,
  /** and how long one queues for that. */
  leaselessWaitMs: 1_000,
  /** Weight of a load's duration in early refresh; above 1 refreshes earlier. One is the paper's optimum. */
  refreshBeta: 1,
  /** A refresh that failed, or that another instance was at, is not tried again before this. */
  refreshRetryMs: 1_000,
  /** A load that takes longer than this is not put into Redis: its token has expired. */
  tokenTtlMs: 60_000,
  /** Invalidations remembered for an absent Redis; beyond that everything in it is disowned instead. */
  maxPostponed: 50_000,
  /** Invalidations sent at once when Redis is back. */
  postponedBatch: 500,
} as const satisfies Record<string, number>;

/**
 * Pauses between looks at Redis for the fill of another instance: soon at first, as most loads take a few milliseconds,
 * then at a pace that costs a slow load little. Together `leaseWaitMs`.
 */
export const leaseLooksMs = [2, 3, 5, 10, 15, 15, 25, 25, 25, 25, 25, 25] as const;
