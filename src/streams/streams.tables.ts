/** Figures of the streams that are not an operator's to set. */
export const streamFigures = {
  /** What can be resumed: so many events of a game at least. */
  retainedEvents: 1_000,
  /** A game that nobody listens to any more is still recorded for so many milliseconds: a phone in a lift comes back. */
  retainMs: 600_000,
  /** Instances go on recording for so many milliseconds more, so that what the log keeps has no hole at its end. */
  retainSlackMs: 30_000,
  /** Followed games are kept alive so often, in milliseconds. */
  refreshEveryMs: 60_000,
  /** Bytes that wait for one reader at most; a batch of 1,000 reactions has about 700,000. Who is further behind is dropped. */
  maxPendingBytes: 2_097_152,
  /** Bytes given to a socket at a time; the rest waits here, as references to frames that all readers share. */
  socketBytes: 65_536,
  /** A reader who takes nothing at all for so many heartbeats is dropped: it may be gone without a word. */
  maxStuckHeartbeats: 3,
  /** Keys, games and players of open streams are looked at so often, in milliseconds. */
  recheckEveryMs: 2_000,
  /** An erased player is remembered for so many milliseconds, in which a late event of theirs may come. */
  erasedMs: 60_000,
  /** What a client is told to wait before it connects anew, in milliseconds. */
  retryMs: 2_000,
  /** Seconds after which a refused stream may be asked for again. */
  refusedRetrySeconds: 5,
  /** When the process stops, readers have so many milliseconds to take the last bytes. */
  farewellMs: 500,
  /** Events in one call of Redis at most. */
  publishChunk: 200,
  /** Redis answers within so many milliseconds, or counts as lost until it is found again. */
  redisDeadlineMs: 1_000,
  /** A new stream waits so many milliseconds for a Redis that is away, before it begins without. */
  patienceMs: 300,
  /** Redis is asked so often whether it lives, in milliseconds; this also finds out that it is back. */
  tickMs: 500,
  /** Events that were told here without Redis and may still come by it, which are remembered to be told once. */
  maxUncertain: 20_000,
} as const;
