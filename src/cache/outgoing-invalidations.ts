import type { Acknowledgements } from './acknowledgements.js';
import { cacheLimits } from './cache-limits.tables.js';
import type { LocalCopies } from './local-copies.js';
import type { RedisSession } from './redis-session.js';
import type { RelayedInvalidations } from './relayed-invalidations.js';

/** Takes invalidations made here to Redis and to all instances: all of a turn of the event loop together. */
export class OutgoingInvalidations {
  private readonly pending = new Set<string>();
  private departure: Promise<void> | undefined;

  constructor(
    private readonly session: RedisSession,
    private readonly local: LocalCopies,
    readonly acknowledgements: Acknowledgements,
    private readonly relayed: RelayedInvalidations | null,
  ) {}

  start(): void {
    this.relayed?.start((keys) => void this.passOn(keys));
  }

  stop(): void {
    this.relayed?.stop();
  }

  /**
   * Resolves when Redis has removed the keys and every instance has dropped them, or is known not to answer. Without
   * Redis they are remembered until it is back, and the relay, if there is one, tells the other instances. Never rejects.
   */
  send(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.pending.add(key);
    this.departure ??= new Promise((resolve) => setImmediate(() => resolve(this.depart())));
    return this.departure;
  }

  private async depart(): Promise<void> {
    const keys = [...this.pending];
    this.pending.clear();
    this.departure = undefined;
    const groups: Promise<void>[] = [];
    for (let first = 0; first < keys.length; first += cacheLimits.invalidationGroup) {
      groups.push(this.sendGroup(keys.slice(first, first + cacheLimits.invalidationGroup)));
    }
    await Promise.all(groups);
  }

  private async sendGroup(keys: readonly string[]): Promise<void> {
    if (await this.isDelivered(keys)) return;
    this.postpone(keys);
    // Redis has them then, but nobody was asked to answer.
    if (await this.session.recovers()) {
      if (await this.isDelivered(keys)) return;
      this.postpone(keys);
    }
    this.acknowledgements.missed();
    this.relayed?.send(keys);
  }

  /** Tells Redis, now or when it is back, what an instance has invalidated that cannot do so itself. */
  private async passOn(keys: readonly string[]): Promise<void> {
    if (!(await this.isDelivered(keys))) this.postpone(keys);
  }

  private postpone(keys: readonly string[]): void {
    for (const key of keys) this.session.postpone(key);
  }

  /** Whether Redis has removed the keys, and who heard of it has answered or was given up on. */
  private async isDelivered(keys: readonly string[]): Promise<boolean> {
    const group = this.acknowledgements.begin();
    const sent =
      this.session.usable && (await this.session.attempt(() => this.session.sendInvalidation(keys, group.id)));
    // Again: until Redis had it, a reader here may have taken the old value from there.
    for (const key of keys) this.local.drop(key);
    if (sent) await this.acknowledgements.settled(group, sent.value);
    else this.acknowledgements.abandon(group);
    return Boolean(sent);
  }
}
