import { EVERY_GAME_ID, PLATFORM_ID } from '../analytics/service-metrics.types.js';

/**
 * SQL: parts of a WITH that write what a day cost, by game, service and method, out of `counted`; and all games together,
 * as the sum of these rows. They replace what was there, but where a game's metrics were removed, its rows stay. A row
 * that says the same already is not written again.
 *
 * @param day SQL of the day's start
 */
export function writeCosts(day: string): string {
  const date = `(${day} AT TIME ZONE 'UTC')::date`;
  return `removed AS (SELECT game_id FROM metrics_removed WHERE before > ${day}),
  stored AS MATERIALIZED (SELECT game_id, service, method, requests, cost_usd FROM daily_costs WHERE date = ${date}),
  of_games AS MATERIALIZED (
    SELECT game_id, service, method, requests::integer, cost::numeric(18, 10) AS cost_usd FROM counted
     WHERE game_id NOT IN (SELECT game_id FROM removed)
    UNION ALL
    SELECT * FROM stored WHERE game_id IN (SELECT game_id FROM removed)),
  costs AS MATERIALIZED (
    SELECT * FROM of_games
    UNION ALL
    SELECT '${EVERY_GAME_ID}', service, method, sum(requests)::integer, sum(cost_usd)
      FROM of_games GROUP BY service, method),
  written AS (
    INSERT INTO daily_costs (date, game_id, service, method, requests, cost_usd)
    SELECT ${date}, fresh.* FROM (SELECT * FROM costs EXCEPT SELECT * FROM stored) fresh
    ON CONFLICT (game_id, date, service, method) DO UPDATE
       SET requests = excluded.requests, cost_usd = excluded.cost_usd),
  gone AS (
    DELETE FROM daily_costs c
     USING (SELECT game_id, service, method FROM stored EXCEPT SELECT game_id, service, method FROM costs) old
     WHERE c.date = ${date} AND c.game_id = old.game_id AND c.service = old.service AND c.method = old.method)`;
}

/** SQL: puts right how many requests are behind a day's ($1) latency of memories, in rows older than its costs. */
export const CORRECT_MEMORY_REQUESTS_SQL = `UPDATE daily_analytics d SET memory_requests = counted.requests
   FROM (SELECT CASE game_id WHEN '${EVERY_GAME_ID}' THEN '${PLATFORM_ID}' ELSE game_id END AS game_id,
                sum(requests) AS requests
           FROM daily_costs
          WHERE date = ($1::timestamptz AT TIME ZONE 'UTC')::date AND service = 'memory' AND game_id <> '${PLATFORM_ID}'
          GROUP BY 1) counted
  WHERE d.date = ($1::timestamptz AT TIME ZONE 'UTC')::date AND d.game_id = counted.game_id
    AND d.memory_requests <> counted.requests`;
