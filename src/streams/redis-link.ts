import { withDeadline } from '../cache/deadline.js';
import type { RedisConnection } from '../cache/redis-connection.js';
import { streamFigures } from './streams.tables.js';

/** What the user of a link does with it. */
export interface LinkUser {
  /** Hears a message of a channel that was subscribed to. */
  receive(channel: string, message: string): void;
  /** Makes up for what was missed; tried again later when it rejects. */
  catchUp(): Promise<void>;
  /** Whether something came up while it was catching up, so that it has to be done once more. */
  isBehind(): boolean;
  /** Redis is up from now on. */
  found(): void;
  /** Redis was lost, or is still lost. */
  lost(): void;
}

/**
 * Redis as the log sees it: up while both connections (one for commands, one that listens) answer and nothing is owed.
 * A subscription says nothing when it is dead, so it is asked regularly. It comes back by itself.
 */
export class RedisLink {
  private readonly subscriber;
  private user: LinkUser | undefined;
  private timer: NodeJS.Timeout | undefined;
  private up = false;
  private losses = 0;
  private isBusy = false;

  constructor(readonly connection: RedisConnection) {
    this.subscriber = connection.duplicate({
      connectionName: 'agl-streams',
      enableAutoPipelining: false,
      autoResubscribe: false,
    });
  }

  get isUp(): boolean {
    return this.up;
  }

  /** How often it was lost: two equal figures say that all subscriptions have stood in between. */
  get epoch(): number {
    return this.losses;
  }

  start(user: LinkUser): void {
    this.user = user;
    this.connection.open();
    this.connection.client.on('ready', this.tick).on('close', this.lose);
    this.subscriber.on('ready', this.tick).on('close', this.lose);
    this.subscriber.on('message', (channel: string, message: string) => user.receive(channel, message));
    this.subscriber.connect().catch(() => undefined);
    this.timer = setInterval(this.tick, streamFigures.tickMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.up = false;
    this.connection.client.off('ready', this.tick).off('close', this.lose);
    this.subscriber.disconnect();
  }

  /** What Redis answers. Rejects when it does not in time; then it is lost, unless it was lost and found since. */
  async ask<T>(work: (connection: RedisConnection) => Promise<T>): Promise<T> {
    const { epoch } = this;
    try {
      return await withDeadline(work(this.connection), streamFigures.redisDeadlineMs);
    } catch (error) {
      if (this.epoch === epoch) this.lose();
      throw error;
    }
  }

  async subscribe(channel: string): Promise<void> {
    await this.ask(() => this.subscriber.subscribe(channel));
  }

  unsubscribe(channel: string): void {
    // What cannot be unsubscribed from is gone with its connection.
    this.subscriber.unsubscribe(channel).catch(() => undefined);
  }

  private readonly lose = (): void => {
    this.losses += 1;
    this.up = false;
    this.user?.lost();
  };

  private readonly tick = (): void => {
    if (this.isBusy || !this.connection.isReady || this.subscriber.status !== 'ready') return;
    void this.look();
  };

  private async look(): Promise<void> {
    const { user } = this;
    if (!user) return;
    this.isBusy = true;
    try {
      if (this.up) await this.ask(() => this.subscriber.ping());
      else await this.comeUp(user);
    } catch {
      // Lost, or not yet back: the next tick looks again.
    } finally {
      this.isBusy = false;
    }
  }

  private async comeUp(user: LinkUser): Promise<void> {
    const { epoch } = this;
    do await user.catchUp();
    while (user.isBehind() && this.epoch === epoch);
    // No await between the last look at what is owed and this line.
    this.up = this.epoch === epoch;
    if (this.up) user.found();
  }
}
