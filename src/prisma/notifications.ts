import { Logger } from '@nestjs/common';
import { Client, type ClientConfig } from 'pg';

/** Pause before a lost connection is made anew, milliseconds. */
const RECONNECT_MS = 500;
/** A connection that carries nothing does not show that it is dead: it is asked this often, milliseconds, */
const ASK_EVERY_MS = 10_000;
/** and taken for dead without an answer in this time. */
const ANSWER_MS = 5_000;

/** Who hears notifications. */
export interface NotificationListener {
  hear(payload: string): void;
  /** The connection was lost and made again: what was sent meanwhile was not heard. */
  missed(): void;
}

/**
 * Hears what the processes on one database tell each other by NOTIFY, on a connection of its own: a session that
 * listens cannot be lent to anybody. It connects and reconnects by itself until it is closed.
 */
export class Notifications {
  private readonly logger = new Logger('Database');
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private wasLost = false;

  /** @param channel a plain lower-case name */
  constructor(
    private readonly config: ClientConfig,
    private readonly channel: string,
    private readonly listener: NotificationListener,
  ) {
    void this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    void this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({ ...this.config, query_timeout: ANSWER_MS });
    this.client = client;
    client.once('error', (error) => this.lose(client, error));
    client.once('end', () => this.lose(client));
    client.on('notification', ({ payload }) => this.listener.hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
      if (this.wasLost) this.listener.missed();
      this.wasLost = false;
      this.askLater(client);
    } catch (error) {
      this.lose(client, error);
    }
  }

  private askLater(client: Client): void {
    if (this.closed || this.client !== client) return;
    const ask = () =>
      client.query('SELECT 1').then(
        () => this.askLater(client),
        (error: unknown) => this.lose(client, error),
      );
    this.timer = setTimeout(() => void ask(), ASK_EVERY_MS).unref();
  }

  private lose(client: Client, error?: unknown): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    clearTimeout(this.timer);
    if (!this.wasLost)
      this.logger.warn(`The connection that hears notifications was lost: ${String(error ?? 'ended')}`);
    this.wasLost = true;
    client.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.connect(), RECONNECT_MS).unref();
  }
}
