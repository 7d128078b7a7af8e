import {
  COUNTED_COLUMNS,
  PERCENTILE_COLUMNS,
  TIMED_SERVICES,
  countedMetrics,
  eventValues,
  joinedValues,
  periodOf,
} from '../analytics/period-row.sql.js';
import { EVENT_COLUMNS, STORED_VALUES } from '../analytics/period-row.tables.js';
import { PERIODS, type Granularity } from '../analytics/period.tables.js';
import { PLATFORM_ID } from '../analytics/service-metrics.types.js';
import { writeCosts } from './costs.sql.js';

const COLUMNS = STORED_VALUES.map(({ column }) => column);
const TYPES = { count: 'integer', latency: 'float8', money: 'numeric', distribution: 'jsonb' } as const;
const METRIC_VALUES = STORED_VALUES.filter(({ column }) => !(EVENT_COLUMNS as readonly string[]).includes(column));
const LATENCIES = `array_agg(latency_ms) FILTER (WHERE service IN ${TIMED_SERVICES}) AS latencies`;
/** All games together have no game of their own: their group of a grouping set is the platform's. */
const GAME_OR_PLATFORM = `CASE WHEN grouping(game_id) = 1 THEN '${PLATFORM_ID}'::uuid ELSE game_id END AS game_id`;
/** What concerned no game has the platform's id too, and is in the platform's group only. */
const NO_DOUBLE = `HAVING grouping(game_id) = 1 OR game_id <> '${PLATFORM_ID}'`;

/** SQL: a query's rows as one JSON text, for {@link writePeriodsSql} to take in. */
function asJson(query: string): string {
  return `(SELECT coalesce(jsonb_agg(found), '[]')::text FROM (${query}) found)`;
}

/**
 * SQL: the period of a time in a range that starts at a parameter. A day is the range itself: told so, the planner knows
 * that there is one, and groups by hashing where it would sort every row.
 */
function periodIn(granularity: Granularity, time: string, from: string): string {
  return granularity === 'day' ? `${from}::timestamptz` : periodOf(granularity, time);
}

/** SQL: what the events of games ($1) leave in the periods of a range ($2, $3), by the time they happened. */
export function readEventsSql(granularity: Granularity): string {
  const events = `(SELECT game_id, ${periodIn(granularity, 'occurred_at', '$2')} AS period, player_id, emotion FROM game_events
     WHERE game_id = ANY($1::uuid[]) AND occurred_at >= $2::timestamptz AND occurred_at < $3::timestamptz)`;
  return `SELECT ${asJson(eventValues(events))} AS events`;
}

/**
 * SQL: what the metrics of a range ($1, $2) leave, by the time they were processed, for each game and for the platform.
 * It is one pass over the rows, which also gathers their latencies, as a percentile of all games is none of those of
 * each. A day's costs, which are of all games whichever are built, it writes at once.
 */
export function buildMetricsSql(granularity: Granularity): string {
  const metrics = `(SELECT game_id, ${periodIn(granularity, 'created_at', '$1')} AS period, service, method, latency_ms,
       cost_usd, error FROM service_metrics WHERE created_at >= $1::timestamptz AND created_at < $2::timestamptz)`;
  const latencies = `(SELECT period, game_id, service, latencies FROM counted WHERE service IN ${TIMED_SERVICES}
       ORDER BY period, game_id) timed CROSS JOIN LATERAL unnest(latencies) latency_ms`;
  const costs = granularity === 'day' ? `, ${writeCosts('$1::timestamptz')}` : '';
  return `WITH counted AS MATERIALIZED (${countedMetrics(metrics, LATENCIES)})${costs}
    SELECT ${asJson(forGamesAndPlatform(COUNTED_COLUMNS, 'counted'))} AS counts,
           ${asJson(forGamesAndPlatform(PERCENTILE_COLUMNS, latencies))} AS percentiles`;
}

function forGamesAndPlatform(columns: string, source: string): string {
  return `SELECT ${GAME_OR_PLATFORM}, period, ${columns} FROM ${source}
     GROUP BY GROUPING SETS ((period, game_id), (period)) ${NO_DOUBLE}`;
}

/**
 * SQL: writes the rows of games ($1) and of the platform for every period of a range ($2, $3), out of events ($4),
 * counts ($5) and percentiles ($6). Whole periods replace what was there, and a row of which nothing is left goes away.
 *
 * The platform's events are those of the games, as no player is in two of them: of games that are not built now they
 * are in their rows. Where metrics were removed, what the rows say of them stays.
 */
export function writePeriodsSql(granularity: Granularity): string {
  const { table, column, conflict, stored } = PERIODS[granularity];
  const start = granularity === 'day' ? `(t.${column}::timestamp AT TIME ZONE 'UTC')` : `t.${column}`;
  const inRange = `t.${column} >= ${stored('$2::timestamptz')} AND t.${column} < ${stored('$3::timestamptz')}`;
  const metricColumns = METRIC_VALUES.map((value) => value.column).join(', ');
  return `WITH removed AS (SELECT game_id FROM metrics_removed WHERE before > $2::timestamptz),
  of_games AS (
    SELECT * FROM ${record('$4', 'total_events integer, unique_players integer, emotion_distribution jsonb')}),
  of_all AS (
    SELECT period, total_events, unique_players, emotion_distribution FROM of_games
    UNION ALL
    SELECT ${start}, t.total_events, t.unique_players, t.emotion_distribution FROM ${table} t
     WHERE t.game_id <> '${PLATFORM_ID}' AND NOT t.game_id = ANY($1::uuid[]) AND ${inRange} AND t.total_events > 0),
  emotions AS (
    SELECT period, jsonb_object_agg(emotion, events) AS emotion_distribution
      FROM (SELECT a.period, d.key AS emotion, sum(d.value::bigint) AS events
              FROM of_all a CROSS JOIN LATERAL jsonb_each_text(a.emotion_distribution) d GROUP BY 1, 2) counted
     GROUP BY period),
  events AS (
    SELECT * FROM of_games
    UNION ALL
    SELECT '${PLATFORM_ID}', period, sum(total_events), sum(unique_players),
           coalesce(min(emotions.emotion_distribution::text), '{}')::jsonb
      FROM of_all LEFT JOIN emotions USING (period) GROUP BY period),
  metrics AS (
    SELECT game_id, period, ${metricColumns}
      FROM ${record('$5', typedColumns(METRIC_VALUES.filter((value) => !isPercentile(value))))}
      LEFT JOIN (SELECT * FROM ${record('$6', typedColumns(METRIC_VALUES.filter(isPercentile)))}) percentiles USING (game_id, period)
     WHERE NOT ${isRemoved('game_id')}
    UNION ALL
    SELECT t.game_id, ${start}, ${metricColumns} FROM ${table} t WHERE ${inRange} AND ${isRemoved('t.game_id')}),
  built AS (
    SELECT game_id, ${stored('period')} AS ${column}, ${joinedValues('e', 'm')}
      FROM events e FULL JOIN metrics m USING (game_id, period)
     WHERE game_id = ANY($1::uuid[]) OR game_id = '${PLATFORM_ID}'),
  written AS (
    INSERT INTO ${table} (game_id, ${column}, ${COLUMNS.join(', ')}, updated_at)
    SELECT game_id, ${column}, ${COLUMNS.join(', ')}, statement_timestamp() FROM built
    ON CONFLICT ${conflict} DO UPDATE
       SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = excluded.updated_at)
  DELETE FROM ${table} t
   WHERE (t.game_id = ANY($1::uuid[]) OR t.game_id = '${PLATFORM_ID}') AND ${inRange}
     AND NOT EXISTS (SELECT 1 FROM built b WHERE b.game_id = t.game_id AND b.${column} = t.${column})`;
}

/** SQL: a JSON text of rows by game and period as a table. */
function record(parameter: string, columns: string): string {
  return `jsonb_to_recordset(${parameter}::jsonb) AS given (game_id uuid, period timestamptz, ${columns})`;
}

function typedColumns(values: readonly (typeof METRIC_VALUES)[number][]): string {
  return values.map(({ column, kind }) => `${column} ${TYPES[kind]}`).join(', ');
}

function isPercentile({ column }: { column: string }): boolean {
  return column.includes('_p95_');
}

/** SQL: whether metrics of a game were removed; of all games together, where those of any were. */
function isRemoved(game: string): string {
  return `(${game} IN (SELECT game_id FROM removed) OR (${game} = '${PLATFORM_ID}' AND EXISTS (SELECT 1 FROM removed)))`;
}
