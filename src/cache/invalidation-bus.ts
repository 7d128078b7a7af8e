import type { Redis } from 'ioredis';
import type { CacheEnvironment } from './cache.types.js';
import type { LocalCopies } from './local-copies.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';

/**
 * Hears what other instances invalidated, on a connection of its own, and drops it here.
 *
 * A subscription says nothing when it is dead. So the bus is asked regularly, on the same connection: the answer comes
 * behind every message published before the question, so they are all confirmed as of the question. A connection that was lost may have missed messages: with every new subscription all copies made before are dropped.
 */
export class InvalidationBus {
  private readonly client: Redis;
  private subscribed = false;
  private asking = false;

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
      this.local.confirm(askedAt);
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
