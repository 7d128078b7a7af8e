import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { selectedFields } from '../common/fields.rules.js';
import type { List } from '../common/pagination.rules.js';
import { METRIC_FIELDS, type Costs, type GameAnalytics, type Metric } from './analytics.schemas.js';
import type { Answer } from './answer.rules.js';
import { toCsv } from './csv.rules.js';
import { PERIOD_VALUES } from './period-row.tables.js';

const CSV = 'text/csv';
const DAY_COLUMNS = ['date', ...PERIOD_VALUES.map(({ field }) => field)] as const;
const COST_COLUMNS = ['date', 'totalCostUsd', 'requests'] as const;

/** Gives an answer the form that was asked for, JSON or CSV, and says how long it may be kept. */
@Injectable()
export class AnalyticsPresenter {
  json<Body>({ body, maxAgeSeconds }: Answer<Body>, response: Response): Body {
    response.setHeader('Cache-Control', `private, max-age=${maxAgeSeconds}`);
    return body;
  }

  days(answer: Answer<GameAnalytics>, request: Request, response: Response): GameAnalytics | string {
    const body = this.json(answer, response);
    return asked(request, response, body, () => toCsv(DAY_COLUMNS, body.days));
  }

  costs(answer: Answer<Costs>, request: Request, response: Response): Costs | string {
    const body = this.json(answer, response);
    return asked(request, response, body, () => toCsv(COST_COLUMNS, body.days));
  }

  /** A CSV file has no place for the next page's cursor, so that it goes into a header. */
  metrics(
    list: List<Partial<Metric>>,
    fieldsQuery: string | undefined,
    request: Request,
    response: Response,
  ): List<Partial<Metric>> | string {
    if (list.page.nextCursor !== null) response.setHeader('X-Next-Cursor', list.page.nextCursor);
    return asked(request, response, list, () => toCsv(selectedFields(METRIC_FIELDS, fieldsQuery), list.items));
  }
}

function asked<Body>(request: Request, response: Response, body: Body, csv: () => string): Body | string {
  response.vary('Accept');
  if (request.accepts(['application/json', CSV]) !== CSV) return body;
  response.type(CSV);
  return csv();
}
