import { cacheLimits } from './cache-limits.tables.js';

/**
 * Who of the instances that invalidations are published to does not answer: how many of them, as their names are not
 * known. Redis counts a connection that is dead until it notices, and an instance may be frozen, or of a release that
 * does not answer. After three misses in a row they are waited for no longer, until as many answer as there are, or
 * their number changes.
 */
export class Silence {
  private subscribers = 0;
  private misses = 0;
  private lastMissAt = Number.NEGATIVE_INFINITY;
  private silent = 0;

  get count(): number {
    return this.silent;
  }

  /** How many of the `subscribers` that got a message are worth waiting for. */
  answering(subscribers: number): number {
    if (subscribers !== this.subscribers) this.reset();
    this.subscribers = subscribers;
    return subscribers - this.silent;
  }

  /**
   * Learns that of the `subscribers` that got a message `missing` did not answer in time. `sentAt` and `now` are
   * monotonic milliseconds: messages that were under way together are one miss.
   */
  learn(subscribers: number, missing: number, sentAt: number, now: number): void {
    if (subscribers !== this.subscribers) return;
    if (missing <= this.silent) {
      this.silent = missing;
      this.misses = 0;
      return;
    }
    if (sentAt < this.lastMissAt) return;
    this.lastMissAt = now;
    this.misses += 1;
    if (this.misses < cacheLimits.silentAfterMisses) return;
    this.silent = missing;
    this.misses = 0;
  }

  /** Expects everybody to answer: what was learnt may have been our own deafness, or of others. */
  reset(): void {
    this.silent = 0;
    this.misses = 0;
  }
}
