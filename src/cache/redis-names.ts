import { randomBytes } from 'node:crypto';

/** The Redis keys and the channel of the cache, all under one prefix, and the identity of this instance among the others. */
export class RedisNames {
  readonly instance = randomBytes(8).toString('hex');
  readonly epoch: string;
  readonly channel: string;
  private counter = 0;

  constructor(private readonly prefix: string) {
    this.epoch = `${prefix}cache-epoch`;
    this.channel = `${prefix}cache-invalidate`;
  }

  /**
   * The keys of a value, of its token and of its lease. A cluster hashes what stands in braces, or else the whole key,
   * so they lie on one node.
   */
  keysOf(key: string): [value: string, token: string, lease: string] {
    const value = this.valueKey(key);
    return [value, `${this.prefix}cache-token:{${value}}`, `${this.prefix}cache-lease:{${value}}`];
  }

  valueKey(key: string): string {
    return this.prefix + key;
  }

  /** A text no instance makes twice. */
  unique(): string {
    this.counter += 1;
    return `${this.instance}-${this.counter.toString(36)}`;
  }

  /** What is published when `key` was invalidated here. */
  message(key: string): string {
    return `${this.instance} ${key}`;
  }

  /** The key of a message from another instance; null for our own, which we have acted on already. */
  keyFromOthers(message: string): string | null {
    const gap = message.indexOf(' ');
    return message.slice(0, gap) === this.instance ? null : message.slice(gap + 1);
  }
}
