import type { CostRow } from './analytics.types.js';
import { addDecimals } from './decimal.rules.js';
import { SERVICES, type ServiceName } from './service-metrics.types.js';

interface Spent {
  readonly requests: number;
  readonly totalCostUsd: number;
}

export interface CostReport extends Pick<Spent, 'totalCostUsd'> {
  readonly totalRequests: number;
  readonly byService: (Spent & { readonly service: ServiceName; readonly averageCostUsd: number })[];
  readonly byMethod: (Spent & { readonly service: ServiceName; readonly method: string })[];
  readonly days: (Spent & { readonly date: string })[];
}

/**
 * What was spent, by service, by method and by day. Money is added as decimals and becomes a number once, so that every
 * part is exact.
 *
 * @param dates the days of the range, each of which gets its entry
 */
export function costReport(rows: readonly CostRow[], dates: readonly string[]): CostReport {
  const total = spent(rows);
  const methods = groupBy(rows, ({ service, method }) => `${service} ${method}`);
  const days = groupBy(rows, ({ date }) => date);
  return {
    totalCostUsd: total.totalCostUsd,
    totalRequests: total.requests,
    byService: SERVICES.map((service) => {
      const part = spent(rows.filter((row) => row.service === service));
      const averageCostUsd = part.requests === 0 ? 0 : Number((part.totalCostUsd / part.requests).toFixed(10));
      return { service, ...part, averageCostUsd };
    }),
    byMethod: [...methods.values()]
      .flatMap((group) => group.slice(0, 1).map(({ service, method }) => ({ service, method, ...spent(group) })))
      .toSorted((a, b) => order(a.service) - order(b.service) || (a.method < b.method ? -1 : 1)),
    days: dates.map((date) => ({ date, ...spent(days.get(date) ?? []) })),
  };
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function spent(rows: readonly CostRow[]): Spent {
  return {
    requests: rows.reduce((sum, row) => sum + row.requests, 0),
    totalCostUsd: Number(addDecimals(rows.map((row) => row.costUsd))),
  };
}

function order(service: ServiceName): number {
  return SERVICES.indexOf(service);
}
