import { cacheLimits } from './cache-limits.tables.js';
import type { CacheEnvironment } from './cache.types.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';
import { redisScripts } from './redis-scripts.tables.js';
import type { RedisSession } from './redis-session.js';
import { decodeRedisValue, encodeRedisValue } from './redis-value.rules.js';
import { unpackValue } from './value-form.rules.js';
import type { AnyCodec, PackedValue } from './value-form.rules.js';

/** The right to fill a key, taken before the load; void once the key is invalidated. */
export interface FillToken {
  readonly token: string;
  readonly epoch: string;
  /** On the monotonic clock, in milliseconds. */
  readonly takenAt: number;
}

/** What is stored under a key, and for how long. */
export interface RedisFill extends PackedValue {
  readonly lifetimeMs: number;
  /** Whole milliseconds since 1970. */
  readonly expiresAt: number;
  /** Whole milliseconds that the load took. */
  readonly loadMs: number;
}

export interface RedisHit extends Omit<RedisFill, 'lifetimeMs' | 'form' | 'text'> {
  readonly value: unknown;
}

/** Neither a hit nor a token: Redis is away, load without it. */
export interface RedisLookUp {
  readonly hit?: RedisHit;
  readonly fill?: FillToken;
}

const AWAY: RedisLookUp = {};

/** The tier all instances share. Its methods never reject; a Redis that is slow or gone costs at most 50 ms and looks empty. */
export class RedisTier {
  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisNames,
    readonly session: RedisSession,
    private readonly environment: CacheEnvironment,
  ) {}

  /** The value of `key`, or the right to fill it. */
  async open(key: string, codec: AnyCodec | undefined): Promise<RedisLookUp> {
    if (!this.session.usable) return AWAY;
    const outcome = await this.session.attempt(
      async () => (await this.read(key, codec)) ?? (await this.begin(key, codec)),
    );
    return outcome?.value ?? AWAY;
  }

  /** The value of `key` for a caller who will not fill it. */
  async get(key: string, codec: AnyCodec | undefined): Promise<RedisHit | undefined> {
    if (!this.session.usable) return undefined;
    const outcome = await this.session.attempt(() => this.read(key, codec));
    return outcome?.value?.hit;
  }

  /** Stores what was loaded under a token. False: the key was invalidated meanwhile, and nothing was stored. */
  async fill(key: string, right: FillToken, fill: RedisFill): Promise<boolean> {
    if (!this.session.usable || this.environment.now() - right.takenAt > cacheLimits.tokenTtlMs) return true;
    const args = [right.token, encode(right.epoch, fill), fill.lifetimeMs];
    const outcome = await this.session.attempt(() =>
      this.connection.run(redisScripts.fill, this.names.pair(key), args),
    );
    return outcome?.value !== 0;
  }

  /** Stores a value unconditionally. */
  async put(key: string, fill: RedisFill): Promise<void> {
    if (!this.session.usable) return;
    const value = encode(this.session.epoch, fill);
    await this.session.attempt(() => this.connection.client.set(this.names.pair(key)[0], value, 'PX', fill.lifetimeMs));
  }

  /** Removes the keys here and on all instances, now or as soon as Redis is back. */
  async invalidate(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.invalidateOne(key)));
  }

  private async invalidateOne(key: string): Promise<void> {
    const sent = this.session.usable && (await this.session.attempt(() => this.session.sendInvalidation(key)));
    if (!sent) this.session.postpone(key);
  }

  private async read(key: string, codec: AnyCodec | undefined): Promise<RedisLookUp | null> {
    return this.toHit(await this.connection.client.get(this.names.pair(key)[0]), codec);
  }

  private async begin(key: string, codec: AnyCodec | undefined): Promise<RedisLookUp> {
    const takenAt = this.environment.now();
    const { epoch } = this.session;
    const args = [this.names.unique(), cacheLimits.tokenTtlMs];
    const reply = await this.connection.run(redisScripts.begin, this.names.pair(key), args);
    if (!Array.isArray(reply)) return AWAY;
    const [token, text]: unknown[] = reply;
    return this.toHit(text, codec) ?? { fill: { token: String(token), epoch, takenAt } };
  }

  /** Null for what is absent, of another epoch, or not ours. */
  private toHit(stored: unknown, codec: AnyCodec | undefined): RedisLookUp | null {
    const found = typeof stored === 'string' ? decodeRedisValue(stored) : null;
    if (!found || found.epoch !== this.session.epoch) return null;
    const { expiresAt, loadMs } = found;
    try {
      return { hit: { ...unpackValue(found.form, found.text, codec), expiresAt, loadMs } };
    } catch {
      return null;
    }
  }
}

function encode(epoch: string, fill: RedisFill): string {
  return encodeRedisValue({ ...fill, epoch, text: fill.text() });
}
