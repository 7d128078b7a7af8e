import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { CONFIG, type Config } from '../config/env.js';
import { GameService } from '../games/game.service.js';
import { Bucket } from './bucket.js';
import { charged, isWithin, waitMs } from './gcra.rules.js';
import { rateLimitFigures } from './rate-limit.tables.js';
import type { RateLimit } from './rate-limit.types.js';
import { SharedQuota } from './shared-quota.js';

/** Decides for each key, in this process and without waiting, whether a request is let through. */
@Injectable()
export class RateLimiter {
  private readonly buckets = new Map<string, Bucket>();
  private readonly defaults: RateLimit;

  constructor(
    private readonly games: GameService,
    private readonly quota: SharedQuota,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
  ) {
    this.defaults = { rps: config.RATE_LIMIT_RPS, burst: config.RATE_LIMIT_BURST };
  }

  /** Monotonic milliseconds, which all methods go by. */
  now(): number {
    return this.clock.monotonicMs();
  }

  /** The bucket of a key that was seen before. When its limit is old, it is looked up again behind the request's back. */
  find(principal: Principal, now: number): Bucket | undefined {
    const bucket = this.buckets.get(principal.keyId);
    if (bucket !== undefined && now >= bucket.refreshAt) {
      bucket.refreshAt = now + rateLimitFigures.refreshLimitMs;
      if (principal.scope === 'game') void this.refresh(bucket, principal.gameId);
    }
    return bucket;
  }

  /** The bucket of a key that was not seen before. */
  async open(principal: Principal): Promise<Bucket> {
    const limit = principal.scope === 'game' ? await this.limitOf(principal.gameId) : this.defaults;
    // Another request of the key may have been here meanwhile: both must count in one bucket.
    const known = this.buckets.get(principal.keyId);
    if (known) return known;
    const now = this.now();
    if (this.buckets.size >= rateLimitFigures.maxBuckets) this.forgetIdle(now);
    const bucket = new Bucket(principal.keyId, limit ?? this.defaults);
    bucket.refreshAt = now + rateLimitFigures.refreshLimitMs;
    this.buckets.set(principal.keyId, bucket);
    return bucket;
  }

  /** Lets a request through and counts it: 0. Or does not, and says after how many milliseconds it would. */
  take(bucket: Bucket, now: number): number {
    const { limit } = bucket;
    const costMs = limit.intervalMs * this.quota.weightOf(bucket);
    const next = charged(bucket.tat, now, costMs);
    if (!isWithin(limit, next, now)) return waitMs(limit, bucket.tat, now, costMs);
    bucket.tat = next;
    this.quota.note(bucket, now);
    return 0;
  }

  private async refresh(bucket: Bucket, gameId: string): Promise<void> {
    const limit = await this.limitOf(gameId);
    if (limit) bucket.change(limit, this.now());
  }

  /** A game's limit; undefined when it cannot be known now, for a limit is no reason to refuse an answer. */
  private async limitOf(gameId: string): Promise<RateLimit | undefined> {
    try {
      return (await this.games.configOf(gameId)).rateLimit ?? this.defaults;
    } catch {
      return undefined;
    }
  }

  private forgetIdle(now: number): void {
    for (const [keyId, bucket] of this.buckets) if (bucket.isIdle(now)) this.buckets.delete(keyId);
  }
}
