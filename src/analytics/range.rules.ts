import { invalidField } from '../common/domain-error.js';
import { DAY_MS, HOUR_MS, startOfUtcDay, startOfUtcHour, utcDate } from '../common/time.rules.js';
import type { AnalyticsRange, TimeWindow } from './analytics.types.js';
import { DEFAULT_RANGE_DAYS, MAX_RANGE_DAYS, PERIODS, type Granularity } from './period.tables.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A `from` or `to`: a date (`YYYY-MM-DD`), or an ISO 8601 time with a zone. */
export function isDate(text: string): boolean {
  return DATE.test(text);
}

/**
 * Reads `from` and `to`: dates are UTC days, both inclusive; of times `from` is inclusive and `to` exclusive. Without
 * them it is the 30 days up to and including today.
 *
 * @throws DomainError VALIDATION_FAILED when `from` is after `to`, or they are more than 400 days apart
 */
export function analyticsRange(query: { from?: string; to?: string }, now: Date): AnalyticsRange {
  const lastDay = query.to ?? utcDate(now);
  const to = endOf(lastDay);
  const firstDay = query.from ?? utcDate(new Date(to.getTime() - 1 - (DEFAULT_RANGE_DAYS - 1) * DAY_MS));
  const from = new Date(firstDay);
  if (from > to || (from >= to && isDate(firstDay))) throw invalidField('from', 'must not be after to');
  if (to.getTime() - from.getTime() > MAX_RANGE_DAYS * DAY_MS) {
    throw invalidField('from', `must be at most ${MAX_RANGE_DAYS} days before to`);
  }
  return { from, to, shown: { from: shown(firstDay), to: shown(lastDay) } };
}

function endOf(text: string): Date {
  const time = new Date(text);
  return isDate(text) ? new Date(time.getTime() + DAY_MS) : time;
}

function shown(text: string): string {
  return isDate(text) ? text : new Date(text).toISOString();
}

/** The last `days` UTC days, today included. */
export function lastDays(days: number, now: Date): AnalyticsRange {
  const to = new Date(startOfUtcDay(now).getTime() + DAY_MS);
  const from = new Date(to.getTime() - days * DAY_MS);
  return { from, to, shown: { from: utcDate(from), to: utcDate(now) } };
}

/** The last `hours` full hours, the current one included. */
export function lastHours(hours: number, now: Date): AnalyticsRange {
  const to = new Date(startOfUtcHour(now).getTime() + HOUR_MS);
  const from = new Date(to.getTime() - hours * HOUR_MS);
  return { from, to, shown: { from: from.toISOString(), to: to.toISOString() } };
}

/** The periods that a range touches, oldest first, the first and the last cut to the range. */
export function windowsOf(granularity: Granularity, from: Date, to: Date): TimeWindow[] {
  const { ms } = PERIODS[granularity];
  const windows: TimeWindow[] = [];
  for (let period = Math.floor(from.getTime() / ms) * ms; period < to.getTime(); period += ms) {
    const start = new Date(Math.max(period, from.getTime()));
    const stop = new Date(Math.min(period + ms, to.getTime()));
    windows.push({ start, stop, whole: stop.getTime() - start.getTime() === ms });
  }
  return windows;
}

/**
 * Parts windows into those whose rows hold (whole, before `throughMs`, and nothing came since) and those that must be
 * counted anew.
 */
export function partWindows(
  windows: readonly TimeWindow[],
  { throughMs, dirtyMs }: { readonly throughMs: number; readonly dirtyMs: ReadonlySet<number> },
): { readonly closed: TimeWindow[]; readonly open: TimeWindow[] } {
  const isClosed = ({ start, whole }: TimeWindow) =>
    whole && start.getTime() < throughMs && !dirtyMs.has(start.getTime());
  return { closed: windows.filter(isClosed), open: windows.filter((window) => !isClosed(window)) };
}
