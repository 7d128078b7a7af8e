/** Another way to the other instances than Redis, for one that has lost Redis while they have not. */
export interface InvalidationRelay {
  /**
   * Connects, and goes on connecting for as long as it must. `hear` gets every message of every instance, this one's
   * too; `missed` is called when some may have been lost.
   */
  start(hear: (message: string) => void, missed: () => void): void;
  /** Sends messages of at most 7,000 bytes each. Rejects when they may not have gone out. */
  send(messages: readonly string[]): Promise<void>;
  stop(): void;
}
