import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { withDeadline } from '../cache/deadline.js';
import { RedisConnection } from '../cache/redis-connection.js';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import type { Bucket } from './bucket.js';
import { afterBatch, charged, joined } from './gcra.rules.js';
import { quotaScripts } from './quota-scripts.tables.js';
import { rateLimitFigures } from './rate-limit.tables.js';

const KEY_PREFIX = 'agl:rate-limit:';
const INSTANCES_KEY = 'agl:rate-limit-instances';

/**
 * Lets several instances share one limit for each key. Every instance decides by itself, at once, and tells Redis in the
 * background what it has let through; the answer says what all of them have, and becomes what this one goes by.
 *
 * While Redis does not answer, each request is charged as if every known instance let one through with it: together they
 * then keep to the limit. What they let through too much, because one did not yet know of the other, is at most twice
 * `reportAtShare` of the burst for each instance (one report under way, one not yet sent), and is made up for.
 */
@Injectable()
export class SharedQuota implements OnModuleInit, OnModuleDestroy {
  private readonly instance = randomBytes(8).toString('hex');
  private waiting: Bucket[] = [];
  private instances = 1;
  private fewerFrom = 0;
  private lost = true;
  private timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(RedisConnection) private readonly redis: RedisConnection | null,
    private readonly clock: Clock,
    metrics: MetricsService,
  ) {
    const help = 'Instances that share the rate limits, as this one knows';
    metrics.gauge('agl_rate_limit_instances', help, [], (gauge) => gauge.set(this.instances));
  }

  onModuleInit(): void {
    if (!this.redis) return;
    this.redis.open();
    this.redis.client.on('ready', this.beat);
    this.redis.client.on('close', this.lose);
    this.timers = [
      setInterval(this.beat, rateLimitFigures.heartbeatMs),
      setInterval(() => this.reportAll(), rateLimitFigures.reportEveryMs),
    ];
    for (const timer of this.timers) timer.unref();
    this.beat();
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.redis?.client.off('ready', this.beat).off('close', this.lose);
    // The others share the limit among fewer from now on; where this fails, they notice by themselves.
    if (!this.lost) await this.ask(async (redis) => redis.client.zrem(INSTANCES_KEY, this.instance));
  }

  /** By how many a request of this key is multiplied. */
  weightOf(bucket: Bucket): number {
    if (this.instances === 1 || (!this.lost && bucket.unreported < bucket.reportAt)) return 1;
    return Math.min(this.instances, bucket.limit.burst);
  }

  /** Counts a request that was let through. */
  note(bucket: Bucket, now: number): void {
    if (!this.redis) return;
    if (bucket.unreported === 0) this.waiting.push(bucket);
    else if (bucket.unreportedTat < now && this.lost) {
      // What was let through while Redis is lost, and has drained since, is nobody's concern any more.
      bucket.unreported = 0;
    }
    bucket.unreported += 1;
    bucket.unreportedTat = charged(bucket.unreportedTat, now, bucket.limit.intervalMs);
    if (bucket.unreported < bucket.reportAt || now - bucket.reportedAt < rateLimitFigures.reportGapMs) return;
    if (!this.lost && !bucket.reporting) void this.report(bucket);
  }

  private readonly beat = (): void => void this.showLife();

  private readonly lose = (): void => {
    this.lost = true;
  };

  private async showLife(): Promise<void> {
    const args = [this.instance, rateLimitFigures.instanceLifetimeMs];
    const reply = await this.ask((redis) => redis.run(quotaScripts.heartbeat, [INSTANCES_KEY], args));
    if (reply === undefined) return;
    this.lost = false;
    const [instances, now] = [Number(reply), this.clock.monotonicMs()];
    // A Redis that was restarted knows nobody until everyone has been heard again.
    if (instances < this.instances && now < this.fewerFrom) return;
    this.instances = instances;
    this.fewerFrom = now + rateLimitFigures.instanceLifetimeMs;
  }

  private reportAll(): void {
    if (this.lost) return;
    const due = this.waiting;
    this.waiting = [];
    for (const bucket of due) {
      if (bucket.reporting) this.waiting.push(bucket);
      else if (bucket.unreported > 0) void this.report(bucket);
    }
  }

  private async report(bucket: Bucket): Promise<void> {
    const { intervalMs, toleranceMs } = bucket.limit;
    const sentAt = this.clock.monotonicMs();
    const batch = bucket.takeUnreported();
    bucket.reporting = true;
    bucket.reportedAt = sentAt;
    const args = [batch.count, intervalMs, batch.tat - sentAt, toleranceMs + rateLimitFigures.maxDebtMs];
    const ahead = await this.ask((redis) => redis.run(quotaScripts.report, [KEY_PREFIX + bucket.keyId], args));
    bucket.reporting = false;
    const since = { count: bucket.unreported, tat: bucket.unreportedTat };
    if (ahead !== undefined) {
      bucket.tat = afterBatch(sentAt + Number(ahead), since, intervalMs);
      return;
    }
    const all = joined(batch, since, intervalMs);
    if (since.count === 0) this.waiting.push(bucket);
    bucket.unreported = all.count;
    bucket.unreportedTat = all.tat;
  }

  /** What Redis said, or undefined; then it counts as lost until a heartbeat is answered. Never rejects. */
  private async ask<T>(work: (redis: RedisConnection) => Promise<T>): Promise<T | undefined> {
    if (!this.redis) return undefined;
    try {
      return await withDeadline(work(this.redis), rateLimitFigures.redisDeadlineMs);
    } catch {
      this.lost = true;
      return undefined;
    }
  }
}
