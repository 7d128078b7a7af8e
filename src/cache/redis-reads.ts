import { Command } from 'ioredis';
import { cacheLimits } from './cache-limits.tables.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisSession } from './redis-session.js';

/** Reads that are sent together. */
interface Group {
  readonly keys: string[];
  /** What is stored under each, in their order; null when Redis failed or took longer than 50 ms. */
  readonly found: Promise<{ readonly value: unknown } | null>;
}

/**
 * Plain reads, gathered: those of one turn of the event loop are one command with one deadline, since a command, its
 * promises and its timers cost more than the read itself. A group that fails fails each of its reads, and is one
 * failure to the session. Keys of different values have different hash slots, so it takes a Redis that is not a
 * cluster, which is what the connection is.
 */
export class RedisReads {
  /** The one that may still be joined. */
  private open: Group | undefined;

  constructor(
    private readonly connection: RedisConnection,
    private readonly session: RedisSession,
  ) {}

  /** What is stored under `key`, or null; undefined when Redis failed or took longer than 50 ms. Never rejects. */
  async read(key: string): Promise<Buffer | null | undefined> {
    const group = (this.open ??= this.begin());
    const index = group.keys.push(key) - 1;
    if (group.keys.length === cacheLimits.readsTogether) this.open = undefined;
    const found = await group.found;
    if (found === null || !Array.isArray(found.value)) return undefined;
    const stored: unknown = found.value[index];
    return Buffer.isBuffer(stored) ? stored : null;
  }

  /** The deadline begins with the first read, before the command is sent. */
  private begin(): Group {
    const keys: string[] = [];
    const found = this.session.attempt(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.open?.keys === keys) this.open = undefined;
      return await this.connection.client.sendCommand(new Command('MGET', keys, { replyEncoding: null }));
    });
    return { keys, found };
  }
}
