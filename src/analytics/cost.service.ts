import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { buildList, pageRequest, type List } from '../common/pagination.rules.js';
import { utcDate } from '../common/time.rules.js';
import { GameService } from '../games/game.service.js';
import { AnalyticsCacheService } from './analytics-cache.service.js';
import { METRIC_FIELDS, type CostQuery, type Costs, type Metric, type MetricQuery } from './analytics.schemas.js';
import { freshFor, type Answer } from './answer.rules.js';
import { CostRepository, type MetricFilter, type MetricRow } from './cost.repository.js';
import { costReport, type CostReport } from './cost.rules.js';
import { analyticsRange, partWindows, windowsOf } from './range.rules.js';
import { PLATFORM_ID, SERVICES } from './service-metrics.types.js';

/** What the services did and what it cost. */
@Injectable()
export class CostService {
  constructor(
    private readonly repository: CostRepository,
    private readonly cache: AnalyticsCacheService,
    private readonly games: GameService,
    private readonly clock: Clock,
  ) {}

  /** Costs of a game; with an admin key and no game, of all games and of what concerned none. */
  async costs(principal: Principal, query: CostQuery): Promise<Answer<Costs>> {
    const { filter, range } = await this.filterOf(principal, query);
    const name = `costs.${query.service ?? 'all'}`;
    const owner = filter.gameId ?? PLATFORM_ID;
    // The platform's own costs and those of all games share an owner, so the name tells them apart.
    const report = await this.cache.get(owner, `${name}.${filter.gameId ?? 'every-game'}`, range, () =>
      this.report(filter),
    );
    return { body: { ...range.shown, ...report }, maxAgeSeconds: freshFor(this.cache.isSettled(range.to)) };
  }

  /** The metrics themselves, newest first. */
  async metrics(principal: Principal, query: MetricQuery): Promise<List<Partial<Metric>>> {
    const fields = selectedFields(METRIC_FIELDS, query.fields);
    const page = pageRequest('metric', 2, query);
    const { filter } = await this.filterOf(principal, query);
    const [rows, total] = await Promise.all([
      this.repository.metrics(filter, page),
      page.kind === 'offset' ? this.repository.countMetrics(filter) : undefined,
    ]);
    return buildList(
      'metric',
      page,
      rows,
      (row) => [row.createdAt.getTime(), row.id],
      (row) => pickFields(present(row), fields),
      total,
    );
  }

  /** Closed days from their rows, the others counted anew. */
  private async report(filter: MetricFilter): Promise<CostReport> {
    const windows = windowsOf('day', filter.from, filter.to);
    const { rows, ...state } = await this.repository.storedCosts(filter);
    const { closed, open } = partWindows(windows, state);
    const closedDates = new Set(closed.map(({ start }) => utcDate(start)));
    const counted = open.length === 0 ? [] : await this.repository.countedCosts(filter, open);
    return costReport(
      [...rows.filter(({ date }) => closedDates.has(date)), ...counted],
      windows.map(({ start }) => utcDate(start)),
    );
  }

  private async filterOf(principal: Principal, query: CostQuery) {
    const range = analyticsRange(query, this.clock.now());
    const gameId = query.gameId ?? (principal.scope === 'game' ? principal.gameId : undefined);
    // The zero id is no game, but the administrator may ask what concerned none.
    const isPlatform = gameId === PLATFORM_ID && principal.scope === 'admin';
    if (gameId !== undefined && !isPlatform) await this.games.accessible(principal, gameId);
    const services = query.service === undefined ? SERVICES : [query.service];
    return { range, filter: { gameId, services, from: range.from, to: range.to } satisfies MetricFilter };
  }
}

function present(row: MetricRow): Metric {
  return { ...row, costUsd: Number(row.costUsd), createdAt: row.createdAt.toISOString() };
}
