import { DAY_MS, HOUR_MS } from '../common/time.rules.js';

export const GRANULARITIES = ['hour', 'day'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** How each granularity is stored. */
export const PERIODS = {
  hour: {
    ms: HOUR_MS,
    table: 'hourly_analytics',
    column: 'hour',
    conflict: '(game_id, hour)',
    /** SQL: the start of a period, a timestamptz, as the column's type. */
    stored: (start: string) => start,
  },
  day: {
    ms: DAY_MS,
    table: 'daily_analytics',
    column: 'date',
    conflict: '(date, game_id)',
    stored: (start: string) => `(${start} AT TIME ZONE 'UTC')::date`,
  },
} as const satisfies Record<Granularity, object>;

/** The longest range that is answered or rebuilt, in days: a year with room for a comparison with the year before. */
export const MAX_RANGE_DAYS = 400;
/** The range when none is asked for, today included. */
export const DEFAULT_RANGE_DAYS = 30;
/** The hours that are shown when the caller does not say; and the most: a month. */
export const DEFAULT_HOURS = 24;
export const MAX_HOURS = 720;
