import { cacheLimits } from './cache-limits.tables.js';
import type { CacheEnvironment } from './cache.types.js';
import { withDeadline } from './deadline.js';
import type { LocalCopies } from './local-copies.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisNames } from './redis-names.js';
import { redisScripts } from './redis-scripts.tables.js';
import { redisValuePrefix } from './redis-value.rules.js';

/**
 * Whether Redis may be used at this moment, and what has to happen before it may be used again.
 *
 * It is attached when the connection is up, the epoch is agreed on, and every invalidation made here has reached it. It
 * is detached by a lost connection, by five failures in a row (the circuit opens for two seconds), and by a single
 * invalidation that failed. While detached nothing is read and invalidations are remembered; attaching, which happens
 * in the background and so also serves as the circuit's probe, sends them first.
 *
 * The epoch names a period in which what Redis holds can be trusted. It is kept in Redis and written into every value;
 * values of another epoch count as absent. It changes when the server was restarted (an old snapshot may have come back)
 * and when more invalidations were missed than could be remembered.
 */
export class RedisSession {
  private attached = false;
  private currentEpoch = '';
  private currentPrefix = redisValuePrefix('');
  private runId = '';
  private attaching: Promise<void> | undefined;
  private failures = 0;
  private lastFailureAt = Number.NEGATIVE_INFINITY;
  private openUntil = Number.NEGATIVE_INFINITY;
  private readonly postponed = new Set<string>();
  private disownAll = false;

  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisNames,
    private readonly local: LocalCopies,
    private readonly environment: CacheEnvironment,
  ) {}

  get usable(): boolean {
    return this.attached;
  }

  /** What every value of the present epoch begins with. */
  get valuePrefix(): string {
    return this.currentPrefix;
  }

  get circuit(): 'closed' | 'open' {
    return this.environment.now() < this.openUntil ? 'open' : 'closed';
  }

  get postponedCount(): number {
    return this.postponed.size;
  }

  start(): void {
    this.connection.client.on('ready', () => this.tick());
    this.connection.client.on('close', () => {
      this.attached = false;
      this.runId = '';
    });
    this.connection.open();
  }

  /** To be called regularly: attaches when that is due, and checks the epoch while attached. */
  tick(): void {
    if (this.attaching || !this.connection.isReady || this.circuit === 'open') return;
    this.attaching = this.attach().finally(() => {
      this.attaching = undefined;
    });
  }

  /** The outcome of `work`, or null when it failed or took longer than 50 ms. Never rejects. */
  async attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | null> {
    const startedAt = this.environment.now();
    try {
      const value = await withDeadline(work(), cacheLimits.redisDeadlineMs);
      this.failures = 0;
      return { value };
    } catch {
      this.noteFailure(startedAt);
      return null;
    }
  }

  /**
   * Whether Redis can be used again after a hiccup: waits for that, 100 ms at most, while it is a hiccup, which has failed
   * once and not more.
   */
  async recovers(): Promise<boolean> {
    if (!this.attaching || this.failures > 1) return this.attached;
    await withDeadline(this.attaching, cacheLimits.acknowledgeMs).catch(() => undefined);
    return this.attached;
  }

  /** Remembers an invalidation that did not reach Redis, and keeps Redis from being read until it has. */
  postpone(key: string): void {
    this.attached = false;
    if (this.postponed.size < cacheLimits.maxPostponed) this.postponed.add(key);
    else this.disownAll = true;
    this.tick();
  }

  /**
   * Sends invalidations, at most 1,000; who hears them answers when they have a `group`. Resolves with how many heard them, this
   * instance included. Rejects when Redis does.
   */
  async sendInvalidation(keys: readonly string[], group?: string): Promise<number> {
    const names = keys.flatMap((key) => this.names.keysOf(key));
    const message = this.names.message(keys, group);
    return Number(await this.connection.runAtOnce(redisScripts.invalidate, names, [this.names.channel, message]));
  }

  private noteFailure(startedAt: number): void {
    // One hiccup fails everything that is under way, and is one failure.
    if (startedAt < this.lastFailureAt) return;
    const now = this.environment.now();
    this.lastFailureAt = now;
    this.failures += 1;
    if (this.failures < cacheLimits.circuitFailures) return;
    this.attached = false;
    this.openUntil = now + cacheLimits.circuitOpenMs;
  }

  private async attach(): Promise<void> {
    const startedAt = this.environment.now();
    try {
      await this.agreeOnEpoch();
      while (this.postponed.size > 0) await this.sendPostponed();
      // No await between the last look at what is owed and this line.
      this.attached = this.connection.isReady && !this.disownAll;
      this.failures = 0;
      this.openUntil = Number.NEGATIVE_INFINITY;
    } catch {
      this.noteFailure(startedAt);
    }
  }

  private async agreeOnEpoch(): Promise<void> {
    if (this.runId === '') this.runId = await withDeadline(this.readRunId(), cacheLimits.attachDeadlineMs);
    const force = this.disownAll;
    const args = [this.runId, this.names.unique(), force ? '1' : '0'];
    // Cleared before it is sent: whatever overflows meanwhile asks for another epoch.
    this.disownAll = false;
    try {
      const agreed = this.connection.run(redisScripts.attach, [this.names.epoch], args);
      const epoch = String(await withDeadline(agreed, cacheLimits.attachDeadlineMs));
      if (epoch === this.currentEpoch) return;
      this.currentEpoch = epoch;
      this.currentPrefix = redisValuePrefix(epoch);
      this.local.dropAll();
    } catch (error) {
      this.disownAll ||= force;
      throw error;
    }
  }

  private async sendPostponed(): Promise<void> {
    const batch = [...this.postponed].slice(0, cacheLimits.postponedBatch);
    // Taken out before they are sent: a key invalidated again meanwhile has to be sent again.
    for (const key of batch) this.postponed.delete(key);
    try {
      await withDeadline(this.sendInvalidation(batch), cacheLimits.attachDeadlineMs);
    } catch (error) {
      for (const key of batch) this.postponed.add(key);
      throw error;
    }
  }

  private async readRunId(): Promise<string> {
    const info = await this.connection.client.info('server');
    return /^run_id:(\S+)/m.exec(info)?.[1] ?? 'unknown';
  }
}
