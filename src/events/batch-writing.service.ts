import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AnalyticsCacheService } from '../analytics/analytics-cache.service.js';
import { DomainError } from '../common/domain-error.js';
import { utcDate } from '../common/time.rules.js';
import { PlayerService } from '../players/player.service.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { retryDelayMs } from '../prisma/retry.rules.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { isUniqueViolation } from '../prisma/unique-violation.rules.js';
import type { BatchEntry, BatchRecord } from './event-batch.types.js';
import { REACTION_FEED, type ReactionFeed } from './reaction-feed.port.js';

/**
 * Attempts at a batch; another is needed when a single event with one of its eventIds was written in between. The first
 * few come at once, then with a pause, so that whoever sends the same ids meanwhile gets done.
 */
const MAX_ATTEMPTS = 12;
const ATTEMPTS_AT_ONCE = 3;

/** Runs a batch's transaction, and keeps the caches true after it. */
@Injectable()
export class BatchWritingService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly players: PlayerService,
    private readonly analytics: AnalyticsCacheService,
    @Inject(REACTION_FEED) private readonly feed: ReactionFeed,
  ) {}

  /** All of it or nothing; tried again when others were in the way, which is safe since the ids stay the same. */
  async inTransaction<T>(work: (tx: TransactionScope) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.prisma.executeWithRetry(() => this.prisma.transaction(work), { idempotent: true });
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        if (attempt === MAX_ATTEMPTS) {
          throw new DomainError('UNAVAILABLE', 'Others send events with these ids at this moment; try again.', {
            retryAfterSeconds: 1,
          });
        }
        if (attempt >= ATTEMPTS_AT_ONCE) await sleep(retryDelayMs(attempt - ATTEMPTS_AT_ONCE, Math.random()));
      }
    }
  }

  /** Tells whoever listens what was written, in its order. To be called after the commit. */
  tell(records: readonly BatchRecord[]): void {
    for (const { admitted, reaction } of records) {
      this.feed.publish(admitted.player.gameId, admitted.player.id, 'reaction', reaction);
    }
  }

  async forget(entries: readonly BatchEntry[]): Promise<void> {
    const dates = new Map<string, Set<string>>();
    for (const { player, occurredAt } of entries) {
      dates.set(player.gameId, (dates.get(player.gameId) ?? new Set()).add(utcDate(occurredAt)));
    }
    await Promise.all([
      this.players.forgetViews(new Set(entries.map(({ player }) => player.id))),
      ...[...dates].map(([gameId, days]) => this.analytics.forgetDays(gameId, days)),
    ]);
  }
}
