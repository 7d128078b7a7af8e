import { EVENT_COLUMNS, STORED_VALUES } from './period-row.tables.js';
import type { Granularity } from './period.tables.js';

/** The services whose percentiles are kept. */
export const TIMED_SERVICES = `('emotion', 'dialogue')`;

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
 * SQL: one pass over service metrics. A few hundred groups are left of any number of rows, and all that adds up is made
 * of them.
 *
 * @param metrics SQL of a table with game_id, period, service, method, latency_ms, cost_usd and error
 * @param more SQL of further aggregates
 */
export function countedMetrics(metrics: string, ...more: string[]): string {
  return `SELECT game_id, period, service, method, count(*) AS requests, count(error) AS errors,
       ${['sum(latency_ms) AS latency', 'sum(cost_usd) AS cost', ...more].join(', ')}
  FROM ${metrics} scanned GROUP BY game_id, period, service, method`;
}

/** SQL: the columns that add up, out of rows of {@link countedMetrics}. */
export const COUNTED_COLUMNS = [
  `${requests('emotion')} AS emotion_requests`,
  `${requests('emotion', 'rule')} AS emotion_rule_count`,
  `${requests('emotion', 'ml')} AS emotion_ml_count`,
  `${requests('emotion', 'cached')} AS emotion_cached_count`,
  `${average('emotion')} AS emotion_avg_latency_ms`,
  `${cost('emotion')} AS emotion_cost_usd`,
  `${requests('dialogue')} AS dialogue_requests`,
  `${requests('dialogue', 'template')} AS dialogue_template_count`,
  `${requests('dialogue', 'llm')} AS dialogue_llm_count`,
  `${requests('dialogue', 'cached')} AS dialogue_cached_count`,
  `${average('dialogue')} AS dialogue_avg_latency_ms`,
  `${cost('dialogue')} AS dialogue_cost_usd`,
  `(coalesce(sum(requests - errors) FILTER (WHERE service = 'memory' AND method = 'create'), 0))::bigint AS memories_created`,
  `${requests('memory', 'search')} AS memory_searches`,
  `${requests('memory')} AS memory_requests`,
  `${average('memory')} AS memory_avg_latency_ms`,
  `${cost('memory')} AS memory_cost_usd`,
  `sum(errors)::bigint AS errors`,
  `sum(cost) AS total_cost_usd`,
].join(', ');

/** SQL: the columns that do not add up and need every single row of {@link TIMED_SERVICES}. */
export const PERCENTILE_COLUMNS = ['emotion', 'dialogue']
  .map((service) => {
    const percentile = `percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE service = '${service}')`;
    return `${rounded(percentile)} AS ${service}_p95_latency_ms`;
  })
  .join(', ');

/**
 * SQL: what metrics leave, grouped by game_id and period.
 *
 * @param metrics name of a table with game_id, period, service, method, latency_ms, cost_usd and error; it is read twice
 */
export function metricValues(metrics: string): string {
  return `SELECT * FROM
      (SELECT game_id, period, ${COUNTED_COLUMNS} FROM (${countedMetrics(metrics)}) counted GROUP BY game_id, period) c
 LEFT JOIN
      (SELECT game_id, period, ${PERCENTILE_COLUMNS} FROM ${metrics} WHERE service IN ${TIMED_SERVICES}
        GROUP BY game_id, period) p USING (game_id, period)`;
}

function requests(service: string, method?: string): string {
  return `coalesce(sum(requests) FILTER (WHERE ${of(service, method)}), 0)::bigint`;
}

function cost(service: string): string {
  return `coalesce(sum(cost) FILTER (WHERE ${of(service)}), 0)`;
}

function average(service: string): string {
  const filter = `FILTER (WHERE ${of(service)})`;
  return rounded(`sum(latency) ${filter} / sum(requests) ${filter}`);
}

function of(service: string, method?: string): string {
  return method === undefined ? `service = '${service}'` : `service = '${service}' AND method = '${method}'`;
}

/** Latencies are rounded to a microsecond, so that the order in which rows are read does not show in the last digit. */
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

/** SQL: the columns of events and metrics after a FULL JOIN, 0 where one of them found nothing. */
export function joinedValues(events: string, metrics: string): string {
  return STORED_VALUES.map(({ column, kind }) => {
    const source = (EVENT_COLUMNS as readonly string[]).includes(column) ? events : metrics;
    return `coalesce(${source}.${column}, ${kind === 'distribution' ? "'{}'" : '0'}) AS ${column}`;
  }).join(', ');
}

/** SQL: the columns under the names of their fields. */
export function valueFields(table: string): string {
  return STORED_VALUES.map(({ field, column }) => `${table}.${column} AS "${field}"`).join(', ');
}

/** SQL: a time as milliseconds since 1970. */
export function epochMs(time: string): string {
  return `(extract(epoch FROM ${time}) * 1000)::float8`;
}

/**
 * SQL: whether the metrics of a marked hour of a game ($1) are all there, so that it can be counted anew; where they were
 * removed, what is stored stands until it is built again.
 *
 * @param isAll SQL of whether $1 stands for all games
 */
export function isCountable(isAll: string): string {
  return `hour >= coalesce((SELECT max(before) FROM metrics_removed WHERE ${isAll} OR game_id = $1::uuid), '-infinity')`;
}
