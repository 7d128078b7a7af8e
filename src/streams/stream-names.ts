import { randomBytes } from 'node:crypto';

/** The Redis keys and channels of the streams, and the identity of this instance among the others. */
export class StreamNames {
  readonly index = 'agl:streams';
  readonly control = 'agl:streams-control';
  private readonly instance = randomBytes(6).toString('hex');
  private readonly prefix = 'agl:stream:';
  private counter = 0;

  log(gameId: string): string {
    return this.prefix + gameId;
  }

  channel(gameId: string): string {
    return this.prefix + gameId;
  }

  /** The game of a channel. */
  gameOf(channel: string): string {
    return channel.slice(this.prefix.length);
  }

  /** A text that no instance makes twice. */
  unique(): string {
    this.counter += 1;
    return `${this.instance}-${this.counter}`;
  }

  /** Whether this instance made that text. */
  isOurs(unique: string): boolean {
    return unique.startsWith(`${this.instance}-`);
  }
}
