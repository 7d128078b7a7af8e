import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { utcDate } from '../common/time.rules.js';
import { GameService } from '../games/game.service.js';
import { AnalyticsCacheService } from './analytics-cache.service.js';
import { AnalyticsRepository } from './analytics.repository.js';
import type { AnalyticsRange, PeriodRow, PeriodValues } from './analytics.types.js';
import { freshFor, type Answer } from './answer.rules.js';
import type { GameAnalytics, HourlyAnalytics, PlatformAnalytics, RangeQuery } from './analytics.schemas.js';
import { presentValues, rowsOfWindows, summarize } from './period-row.rules.js';
import type { Granularity } from './period.tables.js';
import { analyticsRange, lastDays, lastHours, partWindows, windowsOf } from './range.rules.js';
import { PLATFORM_ID } from './service-metrics.types.js';

interface RangeValues {
  readonly rows: readonly PeriodRow[];
  readonly summary: PeriodValues;
}

/** What happened in a game, or in all of them: closed periods from their aggregated rows, the others counted anew. */
@Injectable()
export class AnalyticsService {
  constructor(
    private readonly repository: AnalyticsRepository,
    private readonly cache: AnalyticsCacheService,
    private readonly games: GameService,
    private readonly clock: Clock,
  ) {}

  async game(principal: Principal, gameId: string, query: RangeQuery): Promise<Answer<GameAnalytics>> {
    const { range, values, maxAgeSeconds } = await this.ofGame(principal, gameId, query);
    return { maxAgeSeconds, body: { gameId, ...range.shown, ...presentDays(values) } };
  }

  async emotions(principal: Principal, gameId: string, query: RangeQuery) {
    const { range, values, maxAgeSeconds } = await this.ofGame(principal, gameId, query);
    const { totalEvents, emotionDistribution } = values.summary;
    return { maxAgeSeconds, body: { gameId, ...range.shown, totalEvents, emotionDistribution } };
  }

  async usage(principal: Principal, gameId: string, query: RangeQuery) {
    const { range, values, maxAgeSeconds } = await this.ofGame(principal, gameId, query);
    return { maxAgeSeconds, body: { gameId, ...range.shown, summary: presentValues(values.summary) } };
  }

  async hourly(principal: Principal, gameId: string, hours: number): Promise<Answer<HourlyAnalytics>> {
    await this.games.accessible(principal, gameId);
    const range = lastHours(hours, this.clock.now());
    const rows = await this.cache.get(gameId, 'hours', range, () => this.rows('hour', gameId, range));
    const shown = rows.map((row) => ({ hour: new Date(row.startMs).toISOString(), ...presentValues(row) }));
    return { maxAgeSeconds: 0, body: { gameId, ...range.shown, hours: shown } };
  }

  async platform(days: number): Promise<Answer<PlatformAnalytics>> {
    const range = lastDays(days, this.clock.now());
    const { totalGames, values } = await this.cache.get(PLATFORM_ID, 'platform', range, async () => ({
      totalGames: await this.repository.countGames(),
      values: await this.values(PLATFORM_ID, range),
    }));
    return { maxAgeSeconds: 0, body: { ...range.shown, totalGames, ...presentDays(values) } };
  }

  private async ofGame(principal: Principal, gameId: string, query: RangeQuery) {
    await this.games.accessible(principal, gameId);
    const range = analyticsRange(query, this.clock.now());
    const values = await this.cache.get(gameId, 'days', range, () => this.values(gameId, range));
    return { range, values, maxAgeSeconds: freshFor(this.cache.isSettled(range.to)) };
  }

  private async values(gameId: string, range: AnalyticsRange): Promise<RangeValues> {
    const rows = await this.rows('day', gameId, range);
    const events = rows.reduce((sum, row) => sum + row.totalEvents, 0);
    // Those of one day are in its row: only more days need to be counted together.
    const distinct = rows.length > 1 ? await this.repository.uniquePlayers(gameId, range.from, range.to, events) : 0;
    // Closed days keep the players who were erased since; a range has at least as many as any of its days.
    const uniquePlayers = rows.reduce((most, row) => Math.max(most, row.uniquePlayers), distinct);
    return { rows, summary: summarize(rows, uniquePlayers) };
  }

  private async rows(granularity: Granularity, gameId: string, { from, to }: AnalyticsRange): Promise<PeriodRow[]> {
    const windows = windowsOf(granularity, from, to);
    const { rows, ...state } = await this.repository.aggregated(granularity, gameId, from, to);
    const { closed, open } = partWindows(windows, state);
    const closedMs = new Set(closed.map(({ start }) => start.getTime()));
    const counted = open.length === 0 ? [] : await this.repository.counted(gameId, open);
    return rowsOfWindows(windows, [...rows.filter(({ startMs }) => closedMs.has(startMs)), ...counted]);
  }
}

function presentDays({ rows, summary }: RangeValues) {
  return {
    summary: presentValues(summary),
    days: rows.map((row) => ({ date: utcDate(new Date(row.startMs)), ...presentValues(row) })),
  };
}
