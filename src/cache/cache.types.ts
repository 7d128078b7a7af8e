import type { ByteString } from '../common/byte-string.rules.js';
import type { InvalidationRelay } from './invalidation-relay.port.js';

/** What a cache key belongs to; each kind has its own lifetime and its own line in the metrics. */
export type CacheKind = 'player' | 'game' | 'analytics' | 'emotion' | 'dialogue' | 'embedding' | 'api-key';

/** A key made by `cacheKeys`; `maxTtlSeconds` lowers the kind's lifetime for this key only. */
export interface CacheKey {
  readonly key: string;
  readonly kind: CacheKind;
  readonly maxTtlSeconds?: number;
}

/**
 * How a value that is more than plain JSON is kept: in this process as the object that the codec made, in Redis as text.
 * Readers share the object, so its owner makes it immutable from outside. `null` and `undefined` never reach a codec:
 * they are negative entries. A key always comes with the same codec.
 */
export interface CacheCodec<T> {
  /** The bytes that Redis holds. Called at most once a load, and not at all without Redis. */
  encode(value: T): ByteString;
  /** Inverse of `encode`. Bytes that it rejects by throwing counts as absent: another release may have written it. */
  decode(bytes: ByteString): T;
  /** Estimated heap bytes of the value, with whatever it makes of itself later: asked once, when the value is stored. */
  bytes(value: T): number;
}

/** Where a value came from. `stale` is a copy past its lifetime, served because its source was unavailable. */
export type CacheHitTier = 'memory' | 'redis' | 'stale';

/** `loaded`: the source was read; `shared`: another instance did so, or is at it; `failed`: the old copy stays. */
export type CacheRefreshOutcome = 'loaded' | 'shared' | 'failed';

/** `answered`: the fill came, or the other instance left its place; `given up`: neither within the time for it. */
export type CacheWaitOutcome = 'answered' | 'given up';

/**
 * `answered`: every instance has dropped its copies; `passed over`: all but those that have not answered for some time;
 * `given up`: some instance did not answer in time, or Redis did not.
 */
export type CacheAcknowledgement = 'answered' | 'passed over' | 'given up';

/** What the cache reports about itself. Called on every read: an implementation must be cheap and must not throw. */
export interface CacheMetrics {
  /** A read answered without loading. */
  hit(kind: CacheKind, tier: CacheHitTier): void;
  /** A read that had to wait for a load, its own or one already under way for the same key. */
  miss(kind: CacheKind): void;
  /** One load of the source, successful or not. `seconds` is its duration. */
  load(kind: CacheKind, seconds: number): void;
  /** An early refresh has ended. */
  refresh(kind: CacheKind, outcome: CacheRefreshOutcome): void;
  /** A read has waited for the load of another instance. */
  leaseWait(kind: CacheKind, outcome: CacheWaitOutcome): void;
  /** An invalidation has waited for the other instances. `seconds` is how long. */
  acknowledgement(outcome: CacheAcknowledgement, seconds: number): void;
  /** An entry pushed out of the in-process tier to make room. */
  eviction(kind: CacheKind): void;
}

export type RedisState = 'disabled' | 'up' | 'down';

/** Entries of a kind in the in-process tier, and their estimated size in bytes. */
export interface CacheHolding {
  readonly entries: number;
  readonly bytes: number;
}

/** A snapshot for gauges and for the readiness route. */
export interface CacheStats {
  /** Entries in the in-process tier, those kept only for a lost source included. */
  readonly entries: number;
  /** Their estimated size in bytes. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** The same for each kind that was ever kept. */
  readonly byKind: ReadonlyMap<CacheKind, CacheHolding>;
  /** Keys being looked up, loaded or refreshed at this moment. */
  readonly inFlight: number;
  readonly redis: RedisState;
  /** `open`: Redis failed repeatedly and is left alone for a moment. */
  readonly circuit: 'closed' | 'open';
  /** Invalidations Redis has not had yet; while there are any it is not read. */
  readonly postponedInvalidations: number;
}

/** Time and chance, passed in so that tests decide both. */
export interface CacheEnvironment {
  /** Milliseconds on a clock that never jumps; its zero means nothing. */
  now(): number;
  /** Milliseconds since 1970, comparable between instances. */
  wallClock(): number;
  /** Uniform in [0, 1). */
  random(): number;
}

export interface CacheOptions {
  /** Without it the in-process tier serves alone. */
  readonly redisUrl?: string;
  /** Put before every Redis key and channel. Default `agl:`. */
  readonly keyPrefix?: string;
  /** Size of the in-process tier in bytes, default 64 MiB; 0 turns that tier off. */
  readonly maxBytes?: number;
  /** Lifetimes in seconds that replace those of the key table; 0 turns a kind off, its reads always load. */
  readonly ttls?: Partial<Record<CacheKind, number>>;
  /** True when no other process writes to the same database: in-process copies may then live their full lifetime without a bus. */
  readonly singleInstance: boolean;
  /** Carries invalidations to the other instances while this one has lost Redis. */
  readonly relay?: InvalidationRelay;
  readonly metrics?: CacheMetrics;
  /** Says whether a failed load means that its source is unavailable, which allows a stale answer. Default: never. */
  readonly isUnavailable?: (error: unknown) => boolean;
  readonly environment?: CacheEnvironment;
}
