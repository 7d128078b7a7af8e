import { cacheLimits } from './cache-limits.tables.js';
import type { CacheEnvironment } from './cache.types.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';
import { redisScripts } from './redis-scripts.tables.js';
import type { RedisSession } from './redis-session.js';
import { decodeRedisValue, encodeRedisValue, fromJson } from './redis-value.rules.js';

/** The right to fill a key, taken before the load; void once the key is invalidated. */
export interface FillToken {
  readonly token: string;
  readonly epoch: string;
  /** On the monotonic clock, in milliseconds. */
  readonly takenAt: number;
}

export interface RedisHit {
  readonly value: unknown;
  readonly jsonLength: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
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
  async open(key: string): Promise<RedisLookUp> {
    if (!this.session.usable) return AWAY;
    const outcome = await this.session.attempt(async () => (await this.read(key)) ?? (await this.begin(key)));
    return outcome?.value ?? AWAY;
  }

  /** The value of `key` for a caller who will not fill it. */
  async get(key: string): Promise<RedisHit | undefined> {
    if (!this.session.usable) return undefined;
    const outcome = await this.session.attempt(() => this.read(key));
    return outcome?.value?.hit;
  }

  /** Stores what was loaded under a token. False: the key was invalidated meanwhile, and nothing was stored. */
  async fill(key: string, right: FillToken, json: string, lifetimeMs: number): Promise<boolean> {
    if (!this.session.usable || this.environment.now() - right.takenAt > cacheLimits.tokenTtlMs) return true;
    const value = this.encode(right.epoch, json, lifetimeMs);
    const args = [right.token, value, lifetimeMs];
    const outcome = await this.session.attempt(() =>
      this.connection.run(redisScripts.fill, this.names.pair(key), args),
    );
    return outcome?.value !== 0;
  }

  /** Stores a value unconditionally. */
  async put(key: string, json: string, lifetimeMs: number): Promise<void> {
    if (!this.session.usable) return;
    const value = this.encode(this.session.epoch, json, lifetimeMs);
    await this.session.attempt(() => this.connection.client.set(this.names.pair(key)[0], value, 'PX', lifetimeMs));
  }

  /** Removes the keys here and on all instances, now or as soon as Redis is back. */
  async invalidate(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => this.invalidateOne(key)));
  }

  private async invalidateOne(key: string): Promise<void> {
    const sent = this.session.usable && (await this.session.attempt(() => this.session.sendInvalidation(key)));
    if (!sent) this.session.postpone(key);
  }

  private async read(key: string): Promise<RedisLookUp | null> {
    return this.toHit(await this.connection.client.get(this.names.pair(key)[0]));
  }

  private async begin(key: string): Promise<RedisLookUp> {
    const takenAt = this.environment.now();
    const { epoch } = this.session;
    const args = [this.names.unique(), cacheLimits.tokenTtlMs];
    const reply = await this.connection.run(redisScripts.begin, this.names.pair(key), args);
    if (!Array.isArray(reply)) return AWAY;
    const [token, text]: unknown[] = reply;
    return this.toHit(text) ?? { fill: { token: String(token), epoch, takenAt } };
  }

  /** Null for what is absent, of another epoch, or not ours. */
  private toHit(text: unknown): RedisLookUp | null {
    const stored = typeof text === 'string' ? decodeRedisValue(text) : null;
    if (!stored || stored.epoch !== this.session.epoch) return null;
    return { hit: { value: fromJson(stored.json), jsonLength: stored.json.length, expiresAt: stored.expiresAt } };
  }

  private encode(epoch: string, json: string, lifetimeMs: number): string {
    return encodeRedisValue({ epoch, expiresAt: Math.ceil(this.environment.wallClock() + lifetimeMs), json });
  }
}
