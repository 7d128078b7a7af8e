import { randomBytes } from 'node:crypto';

/** What an instance tells all others. */
export interface InvalidationMessage {
  /** The instance that invalidated the keys. */
  readonly sender: string;
  /** Undefined when it waits for no answer. */
  readonly group: string | undefined;
  readonly keys: readonly string[];
}

/** The Redis keys and the channels of the cache, all under one prefix, and the identity of this instance among the others. */
export class RedisNames {
  readonly instance = randomBytes(8).toString('hex');
  readonly epoch: string;
  /** Where everybody hears what was invalidated. */
  readonly channel: string;
  /** Where this instance hears who has dropped what it invalidated. */
  readonly answers: string;
  private counter = 0;

  constructor(private readonly prefix: string) {
    this.epoch = `${prefix}cache-epoch`;
    this.channel = `${prefix}cache-invalidate`;
    this.answers = this.answersOf(this.instance);
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

  /** Where the instance of this name hears answers. */
  answersOf(instance: string): string {
    return `${this.prefix}cache-acknowledge:${instance}`;
  }

  /**
   * What is published when `keys`, which have no spaces, were invalidated here. `group` names them to those who are to
   * answer; without it nobody does.
   */
  message(keys: readonly string[], group?: string): string {
    const sender = group === undefined ? this.instance : `${this.instance}/${group}`;
    return `${sender} ${keys.join(' ')}`;
  }

  /** Inverse of `message`. */
  parse(message: string): InvalidationMessage {
    const [head = '', ...keys] = message.split(' ');
    const [sender = '', group] = head.split('/');
    return { sender, group, keys };
  }
}
