import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { Clock } from '../common/clock.js';
import { startOfUtcDay, utcDate } from '../common/time.rules.js';
import type { AnalyticsRange } from './analytics.types.js';
import { PLATFORM_ID } from './service-metrics.types.js';

/** Milliseconds after which nothing is still on its way into a day that is over, unless it is late and says so. */
const SETTLED_AFTER_MS = 600_000;

/**
 * Answers about ranges, kept under a version of the game: a late event or a rebuilt day makes a new version, so that no
 * answer made before can be found again, whatever range it was about. Answers about all games have the platform's.
 */
@Injectable()
export class AnalyticsCacheService {
  constructor(
    private readonly cache: CacheService,
    private readonly clock: Clock,
  ) {}

  /**
   * An answer about a range: kept for 30 s when the range reaches into today, else as long as analytics are.
   *
   * @param name names the kind of answer and what it depends on besides game and range
   * @param load gives JSON
   */
  async get<T>(gameId: string, name: string, { from, to }: AnalyticsRange, load: () => Promise<T>): Promise<T> {
    const version = await this.cache.getOrSet(versionKey(gameId), () => Promise.resolve(uuidv7()));
    const kind = this.isSettled(to) ? cacheKeys.analytics : cacheKeys.analyticsToday;
    return this.cache.getOrSet(kind(gameId, `${version}.${name}.${from.getTime()}-${to.getTime()}`), load);
  }

  /** Whether a range ends before today, so that only late events can change what is known of it. */
  isSettled(to: Date): boolean {
    return to <= startOfUtcDay(new Date(this.clock.now().getTime() - SETTLED_AFTER_MS));
  }

  /**
   * Forgets what is kept of a game's closed days; call it after the commit that changed them. Today and later days
   * need no call: what is kept of them lives 30 s.
   *
   * @param dates `YYYY-MM-DD`, UTC
   */
  async forgetDays(gameId: string, dates: Iterable<string>): Promise<void> {
    await this.forgetGames([gameId], dates);
  }

  /** The same for several games. */
  async forgetGames(gameIds: Iterable<string>, dates: Iterable<string>): Promise<void> {
    const today = utcDate(this.clock.now());
    if ([...dates].every((date) => date >= today)) return;
    await this.cache.invalidate(...[...new Set([...gameIds, PLATFORM_ID])].map(versionKey));
  }
}

function versionKey(gameId: string) {
  return cacheKeys.analytics(gameId, 'version');
}
