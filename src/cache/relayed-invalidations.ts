import { cacheLimits } from './cache-limits.tables.js';
import type { InvalidationRelay } from './invalidation-relay.port.js';
import type { LocalCopies } from './local-copies.js';
import type { RedisNames } from './redis-names.js';

/**
 * Tells the other instances what was invalidated while Redis could not. Nobody waits for it: what is told within 50 ms
 * goes out together, so that a Redis that is away for everybody costs the database a few statements a second.
 */
export class RelayedInvalidations {
  private readonly pending = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly relay: InvalidationRelay,
    private readonly names: RedisNames,
    private readonly local: LocalCopies,
  ) {}

  /** @param passOn takes what another instance told to Redis: that one could not */
  start(passOn: (keys: readonly string[]) => void): void {
    this.relay.start(
      (message) => {
        const { sender, keys } = this.names.parse(message);
        if (sender === this.names.instance) return;
        for (const key of keys) this.local.drop(key);
        passOn(keys);
      },
      () => this.local.dropAll(),
    );
  }

  send(keys: readonly string[]): void {
    for (const key of keys) if (this.pending.size < cacheLimits.maxPostponed) this.pending.add(key);
    this.departIn(cacheLimits.relayGatherMs);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.relay.stop();
  }

  private departIn(milliseconds: number): void {
    if (this.stopped || this.timer !== undefined) return;
    this.timer = setTimeout(() => void this.depart(), milliseconds).unref();
  }

  /** The timer stays set while messages are under way: one statement at a time. */
  private async depart(): Promise<void> {
    const keys = [...this.pending];
    this.pending.clear();
    let pause: number = cacheLimits.relayGatherMs;
    try {
      await this.relay.send(this.messagesOf(keys));
    } catch {
      for (const key of keys) this.pending.add(key);
      pause = cacheLimits.relayRetryMs;
    }
    this.timer = undefined;
    if (this.pending.size > 0) this.departIn(pause);
  }

  private messagesOf(keys: readonly string[]): string[] {
    const messages: string[] = [];
    let together: string[] = [];
    let bytes = 0;
    for (const key of keys) {
      const size = Buffer.byteLength(key) + 1;
      if (bytes + size > cacheLimits.relayKeysBytes) {
        messages.push(this.names.message(together));
        together = [];
        bytes = 0;
      }
      together.push(key);
      bytes += size;
    }
    return together.length === 0 ? messages : [...messages, this.names.message(together)];
  }
}
