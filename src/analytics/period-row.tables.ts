import type { Granularity } from './period.tables.js';

/**
 * The values of a row of analytics, in the order in which they are shown: a count adds up over periods, money adds up
 * exactly, a latency (milliseconds) is weighted by the requests behind it.
 */
export const PERIOD_VALUES = [
  { field: 'totalEvents', column: 'total_events', kind: 'count' },
  { field: 'uniquePlayers', column: 'unique_players', kind: 'count' },
  { field: 'emotionRequests', column: 'emotion_requests', kind: 'count' },
  { field: 'emotionRuleCount', column: 'emotion_rule_count', kind: 'count' },
  { field: 'emotionMlCount', column: 'emotion_ml_count', kind: 'count' },
  { field: 'emotionCachedCount', column: 'emotion_cached_count', kind: 'count' },
  { field: 'emotionAvgLatencyMs', column: 'emotion_avg_latency_ms', kind: 'latency' },
  { field: 'emotionP95LatencyMs', column: 'emotion_p95_latency_ms', kind: 'latency' },
  { field: 'emotionCostUsd', column: 'emotion_cost_usd', kind: 'money' },
  { field: 'dialogueRequests', column: 'dialogue_requests', kind: 'count' },
  { field: 'dialogueTemplateCount', column: 'dialogue_template_count', kind: 'count' },
  { field: 'dialogueLlmCount', column: 'dialogue_llm_count', kind: 'count' },
  { field: 'dialogueCachedCount', column: 'dialogue_cached_count', kind: 'count' },
  { field: 'dialogueAvgLatencyMs', column: 'dialogue_avg_latency_ms', kind: 'latency' },
  { field: 'dialogueP95LatencyMs', column: 'dialogue_p95_latency_ms', kind: 'latency' },
  { field: 'dialogueCostUsd', column: 'dialogue_cost_usd', kind: 'money' },
  { field: 'memoriesCreated', column: 'memories_created', kind: 'count' },
  { field: 'memorySearches', column: 'memory_searches', kind: 'count' },
  { field: 'memoryAvgLatencyMs', column: 'memory_avg_latency_ms', kind: 'latency' },
  { field: 'memoryCostUsd', column: 'memory_cost_usd', kind: 'money' },
  { field: 'errors', column: 'errors', kind: 'count' },
  { field: 'emotionDistribution', column: 'emotion_distribution', kind: 'distribution' },
  { field: 'totalCostUsd', column: 'total_cost_usd', kind: 'money' },
] as const;

type ValueOf<Kind> = Extract<(typeof PERIOD_VALUES)[number], { kind: Kind }>['field'];
export type CountField = ValueOf<'count'>;
export type LatencyField = ValueOf<'latency'>;
export type MoneyField = ValueOf<'money'>;

/** What the events of a period leave; the other columns are what its metrics leave. */
export const EVENT_COLUMNS = ['total_events', 'unique_players', 'emotion_distribution'] as const;

/**
 * SQL: one pass over events, grouped by game_id and period.
 *
 * The grouping sets count each player and each emotion in the same scan; a player counts once for each period.
 *
 * @param events SQL of a table with game_id, period, player_id and emotion
 */
export function eventValues(events: string): string {
  return `SELECT game_id, period,
       coalesce(sum(n) FILTER (WHERE of_player), 0)::bigint AS total_events,
       count(*) FILTER (WHERE of_player) AS unique_players,
       coalesce(jsonb_object_agg(emotion, n) FILTER (WHERE NOT of_player AND emotion IS NOT NULL), '{}')
         AS emotion_distribution
  FROM (SELECT game_id, period, emotion, grouping(player_id) = 0 AS of_player, count(*) AS n
          FROM ${events} scanned
         GROUP BY game_id, period, GROUPING SETS ((player_id), (emotion))) counted
 GROUP BY game_id, period`;
}

/**
 * SQL: one pass over service metrics, grouped by game_id and period. Each row is looked at once, with those of its
 * service; what the services have to say is put side by side afterwards, from three rows a period. Latencies are
 * rounded to a microsecond, so that the order in which rows are read does not show in the last digit.
 *
 * @param metrics SQL of a table with game_id, period, service, method, latency_ms, cost_usd and error
 */
export function metricValues(metrics: string): string {
  return `SELECT game_id, period,
       ${valueOf('emotion', 'requests')} AS emotion_requests,
       ${valueOf('emotion', 'of_rule')} AS emotion_rule_count,
       ${valueOf('emotion', 'of_ml')} AS emotion_ml_count,
       ${valueOf('emotion', 'of_cached')} AS emotion_cached_count,
       ${valueOf('emotion', 'average')} AS emotion_avg_latency_ms,
       ${valueOf('emotion', 'p95')} AS emotion_p95_latency_ms,
       ${valueOf('emotion', 'cost')} AS emotion_cost_usd,
       ${valueOf('dialogue', 'requests')} AS dialogue_requests,
       ${valueOf('dialogue', 'of_template')} AS dialogue_template_count,
       ${valueOf('dialogue', 'of_llm')} AS dialogue_llm_count,
       ${valueOf('dialogue', 'of_cached')} AS dialogue_cached_count,
       ${valueOf('dialogue', 'average')} AS dialogue_avg_latency_ms,
       ${valueOf('dialogue', 'p95')} AS dialogue_p95_latency_ms,
       ${valueOf('dialogue', 'cost')} AS dialogue_cost_usd,
       ${valueOf('memory', 'created')} AS memories_created,
       ${valueOf('memory', 'of_search')} AS memory_searches,
       ${valueOf('memory', 'average')} AS memory_avg_latency_ms,
       ${valueOf('memory', 'cost')} AS memory_cost_usd,
       sum(errors)::bigint AS errors,
       sum(cost) AS total_cost_usd
  FROM (SELECT game_id, period, service, count(*) AS requests, ${METHODS.map(countOf).join(', ')},
               count(*) FILTER (WHERE method = 'create' AND error IS NULL) AS created,
               ${rounded('avg(latency_ms)')} AS average,
               ${rounded('percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms)')} AS p95,
               sum(cost_usd) AS cost, count(error) AS errors
          FROM ${metrics} scanned GROUP BY game_id, service, period) of_service
 GROUP BY game_id, period`;
}

/** The methods that have a count of their own. */
const METHODS = ['rule', 'ml', 'cached', 'template', 'llm', 'search'] as const;

function countOf(method: string): string {
  return `count(*) FILTER (WHERE method = '${method}') AS of_${method}`;
}

/** A service has one row a period: the value of that row, or 0 without it. The maximum keeps its type, as a sum would not. */
function valueOf(service: string, value: string): string {
  return `coalesce(max(${value}) FILTER (WHERE service = '${service}'), 0)`;
}

function rounded(latency: string): string {
  return `round((${latency})::numeric, 3)::float8`;
}

/**
 * SQL: the start of the period that a time is in. Periods are of equal length in UTC, so that it is plain arithmetic,
 * which costs a tenth of looking up a time zone for each row.
 */
export function periodOf(granularity: Granularity, time: string): string {
  return `date_bin('1 ${granularity}', ${time}, '2000-01-01T00:00:00Z')`;
}

/** SQL: the columns of both passes after a FULL JOIN, 0 where one of them found nothing. */
export function joinedValues(events: string, metrics: string): string {
  return PERIOD_VALUES.map(({ column, kind }) => {
    const source = (EVENT_COLUMNS as readonly string[]).includes(column) ? events : metrics;
    return `coalesce(${source}.${column}, ${kind === 'distribution' ? "'{}'" : '0'}) AS ${column}`;
  }).join(', ');
}

/** SQL: the columns under the names of their fields. */
export function valueFields(table: string): string {
  return PERIOD_VALUES.map(({ field, column }) => `${table}.${column} AS "${field}"`).join(', ');
}
