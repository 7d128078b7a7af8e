import type { Redis } from 'ioredis';
import type { CacheEnvironment } from './cache.types.js';
import type { LocalCopies } from './local-copies.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';

/**
 * Hears what other instances invalidated, on a connection of its own, and drops it here.
 *
 * A subscription says nothing when it is dead. So the bus is asked regularly, on the same connection: the answer comes
 * behind every message published before the question, and `confirmedAt` is the time of the last question answered. A
 * connection that was lost may have missed messages: with every new subscription all copies made before are dropped.
 */
export class InvalidationBus {
  private readonly client: Redis;
  private subscribed = false;
  private asking = false;
  private lastConfirmed = Number.NEGATIVE_INFINITY;

  constructor(
    connection: RedisConnection,
    private readonly names: RedisNames,
    private readonly local: LocalCopies,
    private readonly environment: CacheEnvironment,
  ) {
    this.client = connection.duplicate({
      connectionName: 'agl-bus',
      enableAutoPipelining: false,
      autoResubscribe: false,
    });
  }

  /** Monotonic milliseconds up to which all invalidations of other instances are known to have arrived. */
  get confirmedAt(): number {
    return this.lastConfirmed;
  }

  start(): void {
    this.client.on('ready', () => this.tick());
    this.client.on('close', () => {
      this.subscribed = false;
      this.asking = false;
    });
    this.client.on('message', (_channel: string, message: string) => this.receive(message));
    this.client.connect().catch(() => undefined);
  }

  /** To be called regularly. */
  tick(): void {
    if (this.asking || this.client.status !== 'ready') return;
    void this.ask();
  }

  stop(): void {
    this.client.disconnect();
  }

  private async ask(): Promise<void> {
    this.asking = true;
    const askedAt = this.environment.now();
    try {
      if (this.subscribed) await this.client.ping();
      else await this.subscribe();
      this.lastConfirmed = askedAt;
    } catch {
      // Unanswered: nothing is confirmed, and the connection reports its own failure.
    } finally {
      this.asking = false;
    }
  }

  private async subscribe(): Promise<void> {
    await this.client.subscribe(this.names.channel);
    this.subscribed = true;
    this.local.dropAll();
  }

  private receive(message: string): void {
    const key = this.names.keyFromOthers(message);
    if (key !== null) this.local.drop(key);
  }
}
