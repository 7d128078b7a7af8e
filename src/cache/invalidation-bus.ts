import type { Redis } from 'ioredis';
import type { CacheEnvironment } from './cache.types.js';
import type { LocalCopies } from './local-copies.js';
import type { OutgoingInvalidations } from './outgoing-invalidations.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';

/**
 * Hears what other instances invalidated, on a connection of its own, drops it here, and tells them so.
 *
 * A subscription says nothing when it is dead. So the bus is asked regularly, on the same connection: the answer comes
 * behind every message published before the question, so they are all confirmed as of the question. A connection that was lost may have missed messages: with every new subscription all copies made before are dropped.
 */
export class InvalidationBus {
  private readonly client: Redis;
  private subscribed = false;
  private asking = false;

  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisNames,
    private readonly local: LocalCopies,
    private readonly environment: CacheEnvironment,
    private readonly outgoing: OutgoingInvalidations,
  ) {
    this.client = connection.duplicate({
      connectionName: 'agl-bus',
      enableAutoPipelining: false,
      autoResubscribe: false,
    });
  }

  start(): void {
    this.client.on('ready', () => this.tick());
    this.client.on('close', () => {
      this.subscribed = false;
      this.asking = false;
      this.outgoing.acknowledgements.listen(false);
    });
    this.client.on('message', (channel: string, message: string) => {
      if (channel === this.names.channel) this.receive(message);
      else this.outgoing.acknowledgements.note(message);
    });
    this.client.connect().catch(() => undefined);
    this.outgoing.start();
  }

  /** False: others invalidate without this instance hearing of it, or being waited for. */
  get hears(): boolean {
    return this.subscribed;
  }

  /** Tells all instances, this one's Redis first, that the keys are old: see {@link OutgoingInvalidations.send}. */
  send(keys: readonly string[]): Promise<void> {
    return this.outgoing.send(keys);
  }

  /** To be called regularly. */
  tick(): void {
    if (this.asking || this.client.status !== 'ready') return;
    void this.ask();
  }

  stop(): void {
    this.outgoing.stop();
    this.client.disconnect();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    const askedAt = this.environment.now();
    try {
      if (this.subscribed) await this.client.ping();
      else await this.subscribe();
      this.local.confirm(askedAt);
    } catch {
      // Unanswered: nothing is confirmed, and the connection reports its own failure.
    } finally {
      this.asking = false;
    }
  }

  private async subscribe(): Promise<void> {
    // In this order: who is counted among those that hear of invalidations hears answers already.
    await this.client.subscribe(this.names.answers, this.names.channel);
    this.subscribed = true;
    this.outgoing.acknowledgements.listen(true);
    this.local.dropAll();
  }

  private receive(message: string): void {
    const { sender, group, keys } = this.names.parse(message);
    if (sender === this.names.instance) {
      // Acted on already; that it is heard counts as this instance's own answer.
      if (group !== undefined) this.outgoing.acknowledgements.note(group);
      return;
    }
    for (const key of keys) this.local.drop(key);
    // An answer that does not arrive costs the other instance some time and nothing else.
    if (group !== undefined) this.connection.publishAtOnce(this.names.answersOf(sender), group).catch(() => undefined);
  }
}
