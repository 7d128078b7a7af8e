import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AdminOnly, CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { AnalyticsPresenter } from './analytics.presenter.js';
import {
  analyticsGameParam,
  costQuery,
  costsSchema,
  emotionCountsSchema,
  gameAnalyticsSchema,
  hourlyAnalyticsSchema,
  hourlyQuery,
  metricListSchema,
  metricQuery,
  platformAnalyticsSchema,
  platformQuery,
  rangeQuery,
  usageSchema,
  type CostQuery,
  type MetricQuery,
  type RangeQuery,
} from './analytics.schemas.js';
import { AnalyticsService } from './analytics.service.js';
import { CostService } from './cost.service.js';

const CSV_NOTE = 'With `Accept: text/csv` the rows as CSV.';

@ApiTags('Analytics')
@Controller('analytics')
export class AnalyticsController {
  constructor(
    private readonly analytics: AnalyticsService,
    private readonly costing: CostService,
    private readonly presenter: AnalyticsPresenter,
  ) {}

  @Get('games/:gameId')
  @ApiProduces('application/json', 'text/csv')
  @Documented({
    summary: 'A game by day, and the range as a whole',
    description: `Today is at most 30 seconds behind. ${CSV_NOTE}`,
    success: { 200: { description: 'Summary and days.', schema: gameAnalyticsSchema } },
    problems: [400, 404],
  })
  async game(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: analyticsGameParam }) gameId: string,
    @Query({ schema: rangeQuery }) query: RangeQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.days(await this.analytics.game(principal, gameId, query), request, response);
  }

  @Get('games/:gameId/hourly')
  @Documented({
    summary: 'A game by hour, the current hour included',
    success: { 200: { description: 'Hours, oldest first.', schema: hourlyAnalyticsSchema } },
    problems: [400, 404],
  })
  async hourly(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: analyticsGameParam }) gameId: string,
    @Query({ schema: hourlyQuery }) query: { hours: number },
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.json(await this.analytics.hourly(principal, gameId, query.hours), response);
  }

  @Get('games/:gameId/emotions')
  @Documented({
    summary: "A game's events by emotion",
    success: { 200: { description: 'Counts by emotion.', schema: emotionCountsSchema } },
    problems: [400, 404],
  })
  async emotions(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: analyticsGameParam }) gameId: string,
    @Query({ schema: rangeQuery }) query: RangeQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.json(await this.analytics.emotions(principal, gameId, query), response);
  }

  @Get('games/:gameId/usage')
  @Documented({
    summary: 'A range of a game as a whole',
    success: { 200: { description: 'The summary.', schema: usageSchema } },
    problems: [400, 404],
  })
  async usage(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: analyticsGameParam }) gameId: string,
    @Query({ schema: rangeQuery }) query: RangeQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.json(await this.analytics.usage(principal, gameId, query), response);
  }

  @Get('costs')
  @ApiProduces('application/json', 'text/csv')
  @Documented({
    summary: 'Costs by service, method and day',
    description: `A game's key sees its own game; an admin key without \`gameId\` all games and what concerned none. ${CSV_NOTE}`,
    success: { 200: { description: 'Costs.', schema: costsSchema } },
    problems: [400, 404],
  })
  async costs(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: costQuery }) query: CostQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.costs(await this.costing.costs(principal, query), request, response);
  }

  @Get('platform')
  @AdminOnly()
  @Documented({
    summary: 'All games together',
    success: { 200: { description: 'Summary and days.', schema: platformAnalyticsSchema } },
    problems: [400, 403],
  })
  async platform(
    @Query({ schema: platformQuery }) query: { days: number },
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.json(await this.analytics.platform(query.days), response);
  }

  @Get('metrics')
  @ApiProduces('application/json', 'text/csv')
  @Documented({
    summary: 'The calls of the services themselves, newest first',
    description: `${CSV_NOTE} The next page's cursor is in \`X-Next-Cursor\` too.`,
    success: { 200: { description: 'A page of metrics.', schema: metricListSchema } },
    problems: [400, 404],
  })
  async metrics(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: metricQuery }) query: MetricQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.presenter.metrics(await this.costing.metrics(principal, query), query.fields, request, response);
  }
}
