import { byteString, bytesOf } from '../common/byte-string.rules.js';
import { cacheLimits } from './cache-limits.tables.js';
import type { CacheEnvironment } from './cache.types.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';
import type { RedisReads } from './redis-reads.js';
import { redisScripts } from './redis-scripts.tables.js';
import type { RedisSession } from './redis-session.js';
import { decodeRedisValue, encodeRedisValue } from './redis-value.rules.js';
import { unpackValue } from './value-form.rules.js';
import type { AnyCodec, PackedValue } from './value-form.rules.js';

/** The right to fill a key, taken before the load; void once the key is invalidated. */
export interface FillRight {
  readonly token: string;
  /** Of the epoch in which it was taken. */
  readonly valuePrefix: string;
  /** On the monotonic clock, in milliseconds. */
  readonly takenAt: number;
  /** Null when another has the lease, and is loading the key at this moment. */
  readonly lease: string | null;
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

/** Neither a hit nor a right: Redis is away, load without it. */
export interface RedisLookUp {
  readonly hit?: RedisHit;
  readonly right?: FillRight;
}

const AWAY: RedisLookUp = {};

/** The tier all instances share. Its methods never reject; a Redis that is slow or gone costs at most 50 ms and looks empty. */
export class RedisTier {
  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisNames,
    readonly session: RedisSession,
    private readonly reads: RedisReads,
    private readonly environment: CacheEnvironment,
  ) {}

  /** The value of `key`, or the right to fill it, in one round trip when it is there and two when not. */
  async open(key: string, codec: AnyCodec | undefined): Promise<RedisLookUp> {
    if (!this.session.usable) return AWAY;
    const stored = await this.reads.read(this.names.valueKey(key));
    if (stored === undefined) return AWAY;
    const hit = this.toHit(stored, codec);
    return hit ? { hit } : await this.claim(key, codec);
  }

  /** The same in one step, for who expects the value to be absent. */
  async claim(key: string, codec: AnyCodec | undefined): Promise<RedisLookUp> {
    const found = await this.ask(key, this.session.valuePrefix);
    if (found.stored === undefined) return found;
    const hit = this.toHit(found.stored, codec);
    // A value of this epoch that cannot be read, by another release perhaps, is to be replaced.
    return hit ? { hit } : await this.ask(key, '');
  }

  /** The right to fill `key` once more although it has a value; undefined when Redis is away. */
  async renew(key: string): Promise<FillRight | undefined> {
    return (await this.ask(key, '')).right;
  }

  /** The value of `key` for a caller who will not fill it. */
  async get(key: string, codec: AnyCodec | undefined): Promise<RedisHit | undefined> {
    if (!this.session.usable) return undefined;
    return this.toHit(await this.reads.read(this.names.valueKey(key)), codec) ?? undefined;
  }

  /** Stores what was loaded under a token. False: the key was invalidated meanwhile, and nothing was stored. */
  async fill(key: string, right: FillRight, fill: RedisFill): Promise<boolean> {
    if (!this.session.usable || this.environment.now() - right.takenAt > cacheLimits.tokenTtlMs) return true;
    const outcome = await this.session.attempt(() => {
      const args = [
        right.token,
        bytesOf(encodeRedisValue(right.valuePrefix, { ...fill, text: fill.text() })),
        fill.lifetimeMs,
        right.lease ?? '',
      ];
      return this.connection.run(redisScripts.fill, this.names.keysOf(key), args);
    });
    return outcome?.value !== 0;
  }

  /** Gives a lease back whose load failed, so that nobody waits for it. */
  async release(key: string, { lease }: FillRight): Promise<void> {
    if (lease === null || !this.session.usable) return;
    const [, , leaseKey] = this.names.keysOf(key);
    await this.session.attempt(() => this.connection.run(redisScripts.release, [leaseKey], [lease]));
  }

  /** Stores a value unconditionally. */
  async put(key: string, fill: RedisFill): Promise<void> {
    if (!this.session.usable) return;
    await this.session.attempt(() => {
      const value = bytesOf(encodeRedisValue(this.session.valuePrefix, { ...fill, text: fill.text() }));
      return this.connection.client.set(this.names.valueKey(key), value, 'PX', fill.lifetimeMs);
    });
  }

  /** `prefix`: what a value must begin with to be answered; empty for none. */
  private async ask(key: string, prefix: string): Promise<{ stored?: Buffer; right?: FillRight }> {
    if (!this.session.usable) return AWAY;
    const takenAt = this.environment.now();
    const { valuePrefix } = this.session;
    const lease = this.names.unique();
    const args = [prefix, this.names.unique(), cacheLimits.tokenTtlMs, lease, cacheLimits.leaseTtlMs];
    const outcome = await this.session.attempt(() =>
      this.connection.runForBytes(redisScripts.claim, this.names.keysOf(key), args),
    );
    if (!Array.isArray(outcome?.value)) return {};
    const [stored, token, given]: unknown[] = outcome.value;
    if (Buffer.isBuffer(stored)) return { stored };
    return { right: { token: String(token), valuePrefix, takenAt, lease: given === 1 ? lease : null } };
  }

  /** Null for what is absent, of another epoch, or not readable. */
  private toHit(stored: Buffer | null | undefined, codec: AnyCodec | undefined): RedisHit | null {
    const found = stored ? decodeRedisValue(this.session.valuePrefix, byteString(stored)) : null;
    if (!found) return null;
    try {
      const { value, bytes } = unpackValue(found.form, found.text, codec);
      return { value, bytes, expiresAt: found.expiresAt, loadMs: found.loadMs };
    } catch {
      return null;
    }
  }
}
