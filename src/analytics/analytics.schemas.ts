import { z } from 'zod';
import { fieldsQuery, listOf, pagingQuery } from '../common/pagination.schemas.js';
import { timestamp, uuid } from '../common/text.schemas.js';
import { PERIOD_VALUES, type CountField, type LatencyField, type MoneyField } from './period-row.tables.js';
import { DEFAULT_HOURS, DEFAULT_RANGE_DAYS, MAX_HOURS, MAX_RANGE_DAYS } from './period.tables.js';
import { isDate } from './range.rules.js';
import { SERVICES } from './service-metrics.types.js';

const ISO_TIME = z.iso.datetime({ offset: true });
const ISO_DATE = z.iso.date();
const DAY_OR_TIME = 'must be a date (YYYY-MM-DD) or an ISO 8601 time with a zone';

/** A date or a time, in the years that the database and JavaScript agree about. */
export const dayOrTime = z
  .string()
  .refine((text) => (isDate(text) ? ISO_DATE : ISO_TIME).safeParse(text).success, DAY_OR_TIME)
  .refine((text) => !/^\d{4}-/.test(text) || (text >= '1970' && text < '2200'), 'must be from 1970 to 2199');

const wholeNumber = (maximum: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1, 'must be at least 1').max(maximum, `must be at most ${maximum}`))
    .default(fallback)
    .meta({ type: 'integer', minimum: 1, maximum, default: fallback });

const RANGE_HELP = `A date (UTC, inclusive) or a time; at most ${MAX_RANGE_DAYS} days, by default the last ${DEFAULT_RANGE_DAYS}.`;
const rangeQueryFields = {
  from: dayOrTime.optional().meta({ description: RANGE_HELP }),
  to: dayOrTime.optional().meta({ description: `${RANGE_HELP} A time is exclusive.` }),
};
const service = z.enum(SERVICES);

export const analyticsGameParam = uuid;
export const rangeQuery = z.object(rangeQueryFields);
export const hourlyQuery = z.object({ hours: wholeNumber(MAX_HOURS, DEFAULT_HOURS) });
export const platformQuery = z.object({ days: wholeNumber(MAX_RANGE_DAYS, DEFAULT_RANGE_DAYS) });
export const costQuery = z.object({ ...rangeQueryFields, gameId: uuid.optional(), service: service.optional() });
export const metricQuery = z.object({ ...costQuery.shape, ...pagingQuery, fields: fieldsQuery });
export type RangeQuery = z.infer<typeof rangeQuery>;
export type CostQuery = z.infer<typeof costQuery>;
export type MetricQuery = z.infer<typeof metricQuery>;

const distribution = z.record(z.string(), z.int()).meta({ description: 'Events by emotion.' });
const valueShape = Object.fromEntries(
  PERIOD_VALUES.map(({ field, kind }) => {
    if (kind === 'distribution') return [field, distribution];
    return [field, kind === 'count' ? z.int() : z.number().min(0)];
  }),
) as Record<CountField | LatencyField | MoneyField, z.ZodNumber> & { emotionDistribution: typeof distribution };

const values = z.object(valueShape);
const summary = values.meta({
  description:
    'The range as a whole: `uniquePlayers` are distinct over it; over several days a p95 is the mean of the days’, ' +
    'weighted by their requests.',
});
const shownRange = { from: z.string(), to: z.string() };
const ofGame = { gameId: z.uuid(), ...shownRange };
const days = z.array(z.object({ date: z.iso.date(), ...valueShape })).meta({
  description: 'Every day of the range, oldest first; closed days keep their counts when a player is erased.',
});

export const gameAnalyticsSchema = z.object({ ...ofGame, summary, days });
export const hourlyAnalyticsSchema = z.object({
  ...ofGame,
  hours: z.array(z.object({ hour: timestamp, ...valueShape })).meta({ description: 'Every hour, oldest first.' }),
});
export const emotionCountsSchema = z.object({ ...ofGame, totalEvents: z.int(), emotionDistribution: distribution });
export const usageSchema = z.object({ ...ofGame, summary });
export const platformAnalyticsSchema = z.object({
  ...shownRange,
  totalGames: z.int().meta({ description: 'Active games.' }),
  summary,
  days,
});

const spent = { requests: z.int(), totalCostUsd: z.number().min(0) };
export const costsSchema = z.object({
  ...shownRange,
  totalCostUsd: z.number().min(0),
  totalRequests: z.int(),
  byService: z.array(z.object({ service, ...spent, averageCostUsd: z.number().min(0) })),
  byMethod: z.array(z.object({ service, method: z.string(), ...spent })).meta({
    description:
      'By what answered. Under `rule`, `template` and `cached`, which cost nothing themselves, stands what calls to a model cost whose answer did not come or was not used.',
  }),
  days: z.array(z.object({ date: z.iso.date(), ...spent })).meta({ description: 'Every day, oldest first.' }),
});

export const metricSchema = z.object({
  id: z.uuid(),
  gameId: z.uuid().meta({ description: 'The zero id where no game was concerned.' }),
  playerId: z.uuid().nullable(),
  service,
  method: z.string(),
  latencyMs: z.number(),
  costUsd: z.number(),
  cacheHit: z.boolean(),
  error: z.string().nullable(),
  createdAt: timestamp,
});
export const METRIC_FIELDS = Object.keys(metricSchema.shape) as (keyof z.infer<typeof metricSchema>)[];
export const metricListSchema = listOf(metricSchema.partial());

export type Metric = z.infer<typeof metricSchema>;
export type GameAnalytics = z.infer<typeof gameAnalyticsSchema>;
export type HourlyAnalytics = z.infer<typeof hourlyAnalyticsSchema>;
export type PlatformAnalytics = z.infer<typeof platformAnalyticsSchema>;
export type Costs = z.infer<typeof costsSchema>;
