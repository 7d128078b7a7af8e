import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { withDeadline } from '../cache/deadline.js';
import { RedisConnection } from '../cache/redis-connection.js';
import { Clock } from '../common/clock.js';
import { MINUTE_MS } from '../common/time.rules.js';
import { LLM_SHARES, shareFigures } from './budget.tables.js';
import { LLM_KINDS, type LlmKind } from './llm-gate.port.js';
import { shareScripts } from './share-scripts.tables.js';
import { ShareWindow } from './share-window.js';
import type { HourCount, MinuteCount } from './share.rules.js';

const KEY_PREFIX = 'agl:llm-share:';

/** A call that was counted, so that it can be taken back when it is not made. */
export interface ShareClaim {
  readonly minute: number;
}

/**
 * How many of the last hour's requests were answered by a model, for each game and kind. A request is counted in process
 * and told to Redis within a second; a call asks Redis, which counts for all instances in one step. While there is no
 * Redis, each instance goes by its own counts and by what it knew of the others'.
 */
@Injectable()
export class LlmShares implements OnModuleInit, OnModuleDestroy {
  private readonly windows = new Map<string, Readonly<Record<LlmKind, ShareWindow>>>();
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(RedisConnection) private readonly redis: RedisConnection | null,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.redis?.open();
    this.timer = setInterval(() => void this.reportAll(), shareFigures.reportEveryMs);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.reportAll();
  }

  /** Counts a request. Runs on every one: no promise, and no object in the usual case. */
  countRequest(gameId: string, kind: LlmKind): void {
    this.windowOf(gameId, kind).add(this.minute(), 1, 0);
  }

  /** Whether a call is within the share, as far as this process knows. */
  mayCall(gameId: string, kind: LlmKind): boolean {
    return this.windowOf(gameId, kind).allowsCall(this.minute(), LLM_SHARES[kind].hardStop);
  }

  /** Counts a call if it is within the share, over all instances; null when it is not. Never rejects. */
  async claim(gameId: string, kind: LlmKind): Promise<ShareClaim | null> {
    if (!this.mayCall(gameId, kind)) return null;
    const minute = this.minute();
    const allowed = await this.tell(gameId, kind, true);
    if (allowed === false) return null;
    if (allowed === true) {
      if (this.windowOf(gameId, kind).isWithin(minute, LLM_SHARES[kind].hardStop)) return { minute };
      // Redis has lost its counts: it let through what this process knows to be too much.
      this.release(gameId, kind, { minute });
      return null;
    }
    // Others may have called while Redis was waited for.
    if (!this.mayCall(gameId, kind)) return null;
    this.windowOf(gameId, kind).add(minute, 0, 1);
    return { minute };
  }

  /** Takes back a call that was not made. */
  release(gameId: string, kind: LlmKind, { minute }: ShareClaim): void {
    this.windowOf(gameId, kind).add(minute, 0, -1);
  }

  /** The last hour, of all instances where Redis answers. */
  async hour(gameId: string, kind: LlmKind): Promise<HourCount> {
    await this.tell(gameId, kind, false);
    return this.windowOf(gameId, kind).hour(this.minute());
  }

  /** Tells Redis what is new and takes over what it knows; undefined when it does not answer. Never rejects. */
  private async tell(gameId: string, kind: LlmKind, wantsCall: boolean): Promise<boolean | undefined> {
    const { redis } = this;
    if (!redis?.isReady || this.clock.monotonicMs() < this.pausedUntil) return undefined;
    const [window, minute] = [this.windowOf(gameId, kind), this.minute()];
    const batch = window.takeUntold();
    const news = batch.flatMap((one) => [`r${one.minute}`, one.requests, `c${one.minute}`, one.calls]);
    const { windowMinutes, leastRequests, redisLifetimeMs, redisDeadlineMs, redisPauseMs } = shareFigures;
    const asked = [wantsCall ? 1 : 0, LLM_SHARES[kind].hardStop, leastRequests];
    const args = [randomBytes(8).toString('hex'), redisLifetimeMs, minute, windowMinutes, ...asked, ...news];
    try {
      const running = redis.run(shareScripts.count, [`${KEY_PREFIX}${gameId}:${kind}`], args);
      const [allowed, mark, ...counts] = (await withDeadline(running, redisDeadlineMs)) as (string | number)[];
      window.takeOver(batch, String(mark), minutesOf(counts), minute);
      return allowed === 1;
    } catch {
      this.pausedUntil = this.clock.monotonicMs() + redisPauseMs;
      window.giveBack(batch);
      return undefined;
    }
  }

  private async reportAll(): Promise<void> {
    const minute = this.minute();
    const reports: Promise<unknown>[] = [];
    for (const [gameId, windows] of this.windows) {
      if (LLM_KINDS.every((kind) => windows[kind].isOver(minute))) this.windows.delete(gameId);
      for (const kind of LLM_KINDS) if (windows[kind].hasNews) reports.push(this.tell(gameId, kind, false));
    }
    await Promise.all(reports);
  }

  private windowOf(gameId: string, kind: LlmKind): ShareWindow {
    let windows = this.windows.get(gameId);
    if (!windows) {
      const isShared = this.redis !== null;
      windows = { emotion: new ShareWindow(isShared), dialogue: new ShareWindow(isShared) };
      this.windows.set(gameId, windows);
    }
    return windows[kind];
  }

  private minute(): number {
    return Math.floor(this.clock.now().getTime() / MINUTE_MS);
  }
}

/** Field and number in turn, as the script answers. */
function minutesOf(counts: readonly (string | number)[]): MinuteCount[] {
  const minutes: MinuteCount[] = [];
  for (let at = 0; at < counts.length; at += 2) {
    const [field, n] = [String(counts[at]), Number(counts[at + 1])];
    const minute = Number(field.slice(1));
    minutes.push({ minute, requests: field.startsWith('r') ? n : 0, calls: field.startsWith('c') ? n : 0 });
  }
  return minutes;
}
