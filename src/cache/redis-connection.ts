import { Logger } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Command, Redis } from 'ioredis';
import type { RedisOptions } from 'ioredis';
import type { RedisScript } from './redis-scripts.tables.js';

/** First pause before a new attempt to connect, doubled for each further one up to the longest. Milliseconds. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;

const CONNECTION_OPTIONS = {
  lazyConnect: true,
  connectTimeout: 2_000,
  // A socket that never opened has nothing to say goodbye to: do not hold the process back for it.
  disconnectTimeout: 100,
  // A connection that owes an answer for this long is dead: replace it.
  socketTimeout: 5_000,
  enableAutoPipelining: true,
  // Nothing waits for a Redis that is away: a command fails at once, and none is repeated behind its caller's back.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // After a fail-over the old primary refuses writes; a new connection finds the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} as const satisfies RedisOptions;

type ScriptArguments = readonly (string | number | Buffer)[];

/**
 * The connection to Redis, shared by everything that uses it. It connects and reconnects by itself; commands sent while
 * it is away are rejected at once, so callers need an answer of their own for that. It sets no time limit on commands
 * (its hand-shake would fall under it): see `withDeadline`.
 */
export class RedisConnection implements OnApplicationShutdown {
  readonly client: Redis;
  private readonly logger = new Logger(RedisConnection.name);
  private lastError = '';

  /** `random`, uniform in [0, 1), spreads the reconnects of many instances. */
  constructor(url: string, random: () => number) {
    const retryStrategy = (attempt: number): number =>
      Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS) * (0.5 + random() / 2);
    this.client = new Redis(url, { ...CONNECTION_OPTIONS, retryStrategy, connectionName: 'agl' });
    this.client.on('error', (error) => this.noteError(error));
    this.client.on('ready', () => this.noteReady());
  }

  get isReady(): boolean {
    return this.client.status === 'ready';
  }

  /** Starts connecting and returns at once; calling it again does nothing. */
  open(): void {
    // A failed first attempt is reported by the error event and retried like any other.
    if (this.client.status === 'wait') this.client.connect().catch(() => undefined);
  }

  /** A further connection with the same target, for subscriptions and blocking reads. Its user opens and closes it. */
  duplicate(overrides: RedisOptions): Redis {
    const client = this.client.duplicate(overrides);
    client.on('error', (error) => this.noteError(error));
    return client;
  }

  /** Runs a script by its digest, and by its source where the server does not know it yet. */
  run(script: RedisScript, keys: readonly string[], args: ScriptArguments): Promise<unknown> {
    return withSource(script, (name, text) => this.client.call(name, text, keys.length, ...keys, ...args));
  }

  /** Runs a script at once, and not behind the pipeline that is under way: for what others wait to hear of. */
  runAtOnce(script: RedisScript, keys: readonly string[], args: ScriptArguments): Promise<unknown> {
    return withSource(script, (name, text) => this.sendAtOnce(name, [text, keys.length, ...keys, ...args]));
  }

  /** Publishes a message at once. Rejects when Redis is away. */
  async publishAtOnce(channel: string, message: string): Promise<void> {
    await this.sendAtOnce('PUBLISH', [channel, message]);
  }

  /** The same, for scripts that answer stored values: all text of the answer comes as buffers. */
  runForBytes(script: RedisScript, keys: readonly string[], args: ScriptArguments): Promise<unknown> {
    // Not `callBuffer`, which loses its first argument when commands are gathered into pipelines (ioredis 6.0.0).
    return withSource(script, async (name, text) =>
      this.client.sendCommand(new Command(name, [text, keys.length, ...keys, ...args], { replyEncoding: null })),
    );
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }

  private async sendAtOnce(name: string, args: ScriptArguments): Promise<unknown> {
    return await this.client.sendCommand(new Command(name, [...args]));
  }

  private noteError(error: Error): void {
    if (error.message === this.lastError) return;
    this.lastError = error.message;
    this.logger.warn(`Redis: ${error.message}`);
  }

  private noteReady(): void {
    if (this.lastError !== '') this.logger.log('Redis is back');
    this.lastError = '';
  }
}

async function withSource(
  { sha, source }: RedisScript,
  send: (name: 'EVALSHA' | 'EVAL', text: string) => Promise<unknown>,
): Promise<unknown> {
  try {
    return await send('EVALSHA', sha);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return await send('EVAL', source);
  }
}
