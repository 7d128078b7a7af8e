import { PERIOD_VALUES, eventValues, joinedValues, metricValues, periodOf } from '../analytics/period-row.tables.js';
import { PERIODS, type Granularity } from '../analytics/period.tables.js';
import { PLATFORM_ID, SERVICES } from '../analytics/service-metrics.types.js';

const COLUMNS = PERIOD_VALUES.map(({ column }) => column);
const SERVICE_LIST = SERVICES.map((service) => `'${service}'`).join(', ');

/**
 * SQL: builds the rows of games ($1) for every period of a range ($2, $3) in one statement: one pass over events, by
 * the time they happened, one over metrics, by the time they were processed. Whole periods replace what was there, and
 * a row of which nothing is left goes away.
 */
export function buildGamesSql(granularity: Granularity): string {
  const period = (time: string) => `${periodOf(granularity, time)} AS period`;
  const events = `(SELECT game_id, ${period('occurred_at')}, player_id, emotion FROM game_events
     WHERE game_id = ANY($1::uuid[]) AND occurred_at >= $2::timestamptz AND occurred_at < $3::timestamptz)`;
  const metrics = `(SELECT game_id, ${period('created_at')}, service, method, latency_ms, cost_usd, error FROM service_metrics
     WHERE game_id = ANY($1::uuid[]) AND service IN (${SERVICE_LIST})
       AND created_at >= $2::timestamptz AND created_at < $3::timestamptz)`;
  return `WITH events AS (${eventValues(events)}), metrics AS (${metricValues(metrics)}),
  built AS (${upsert(granularity, 'game_id', `events e FULL JOIN metrics m USING (game_id, period)`)})
  ${removeRest(granularity, 'ANY($1::uuid[])')}`;
}

/**
 * SQL: builds the platform's rows for a range ($1, $2): events from the rows of the games, as no player is in two of
 * them, and metrics from themselves, as a percentile does not add up and what concerns no game is in no game's row.
 */
export function buildPlatformSql(granularity: Granularity): string {
  const { table, column, stored } = PERIODS[granularity];
  const inRange = `${column} >= ${stored('$1::timestamptz')} AND ${column} < ${stored('$2::timestamptz')}`;
  const start = granularity === 'day' ? `(${column}::timestamp AT TIME ZONE 'UTC')` : column;
  const metrics = `(SELECT '${PLATFORM_ID}'::uuid AS game_id, ${periodOf(granularity, 'created_at')} AS period,
       service, method, latency_ms, cost_usd, error FROM service_metrics
     WHERE created_at >= $1::timestamptz AND created_at < $2::timestamptz)`;
  return `WITH games AS (
    SELECT ${start} AS period, total_events, unique_players, emotion_distribution FROM ${table}
     WHERE game_id <> '${PLATFORM_ID}' AND ${inRange}),
  emotions AS (
    SELECT period, jsonb_object_agg(emotion, events) AS emotion_distribution
      FROM (SELECT g.period, d.key AS emotion, sum(d.value::bigint) AS events
              FROM games g CROSS JOIN LATERAL jsonb_each_text(g.emotion_distribution) d GROUP BY 1, 2) counted
     GROUP BY period),
  events AS (
    SELECT period, sum(total_events) AS total_events, sum(unique_players) AS unique_players,
           coalesce(min(emotions.emotion_distribution::text), '{}')::jsonb AS emotion_distribution
      FROM games LEFT JOIN emotions USING (period) WHERE total_events > 0 GROUP BY period),
  metrics AS (${metricValues(metrics)}),
  built AS (${upsert(granularity, `'${PLATFORM_ID}'::uuid`, 'events e FULL JOIN metrics m USING (period)')})
  ${removeRest(granularity, `'${PLATFORM_ID}'`, '$1', '$2')}`;
}

/**
 * A statement that was begun later has seen all that an earlier one saw: its row stands, so that a backfill that runs
 * beside a scheduled run cannot put an older count over a newer one. Rows go in by key, so that two of them do not
 * wait for each other in a circle.
 */
function upsert(granularity: Granularity, gameId: string, source: string): string {
  const { table, column, conflict, stored } = PERIODS[granularity];
  const changes = COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ');
  return `INSERT INTO ${table} AS t (game_id, ${column}, ${COLUMNS.join(', ')}, updated_at)
    SELECT ${gameId} AS game_id, ${stored('period')}, ${joinedValues('e', 'm')}, statement_timestamp()
      FROM ${source} ORDER BY 1, 2
    ON CONFLICT ${conflict} DO UPDATE SET ${changes}, updated_at = excluded.updated_at
     WHERE t.updated_at <= excluded.updated_at`;
}

function removeRest(granularity: Granularity, gameId: string, from = '$2', to = '$3'): string {
  const { table, column, stored } = PERIODS[granularity];
  const isFound = `SELECT 1 FROM events e FULL JOIN metrics m USING (${gameId.startsWith('ANY') ? 'game_id, ' : ''}period)`;
  const sameGame = gameId.startsWith('ANY') ? 'game_id = t.game_id AND ' : '';
  return `DELETE FROM ${table} t
   WHERE t.game_id = ${gameId} AND t.${column} >= ${stored(`${from}::timestamptz`)} AND t.${column} < ${stored(`${to}::timestamptz`)}
     AND t.updated_at < statement_timestamp()
     AND NOT EXISTS (${isFound} WHERE ${sameGame}${stored('period')} = t.${column})`;
}
