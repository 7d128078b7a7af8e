import { NANO_PER_USD, PLATFORM_ID } from './budget.tables.js';

/**
 * Each statement locks the rows it needs in one order, the platform's first, and so never stands in another's way for
 * good. What it reads of a locked row is the newest there is, also when it has waited for it.
 */
const PLATFORM = `'${PLATFORM_ID}'::uuid`;

/** A game's own budget in nano-dollars as it is stored at this moment; null where it has none. */
const ownBudget = (setting: string): string => `round((g.config->>${setting})::numeric * ${NANO_PER_USD})::bigint`;

/** $1 day, $2 game, $3 kind. */
export const OPEN_DAY = `
  INSERT INTO llm_budgets (day, game_id, kind) VALUES ($1, ${PLATFORM}, 'all'), ($1, $2, $3) ON CONFLICT DO NOTHING`;

/**
 * $1 day, $2 game, $3 kind, $4 the setting that has its budget, $5 its budget by default, $6 that of the platform or
 * null, $7 the reservation, $8 its worst case, $9 its end. The verdict is `unopened` where the day has no rows yet.
 */
export const RESERVE = `
  WITH game AS (
    SELECT coalesce(${ownBudget('$4::text')}, $5::bigint) AS budget,
           coalesce((g.config->>'llmEnabled')::boolean, TRUE) AS enabled
      FROM (SELECT $2::uuid AS id) asked LEFT JOIN games g USING (id)),
  held AS MATERIALIZED (
    SELECT game_id, spent_nano, reserved_nano FROM llm_budgets
     WHERE day = $1::date AND ((game_id = ${PLATFORM} AND kind = 'all') OR (game_id = $2 AND kind = $3::text))
     ORDER BY game_id FOR UPDATE),
  sums AS (
    SELECT count(*) AS found,
           max(spent_nano) FILTER (WHERE game_id = $2) AS spent, max(reserved_nano) FILTER (WHERE game_id = $2) AS reserved,
           max(spent_nano) FILTER (WHERE game_id <> $2) AS all_spent,
           max(reserved_nano) FILTER (WHERE game_id <> $2) AS all_reserved
      FROM held),
  verdict AS (
    SELECT CASE
             WHEN found < 2 THEN 'unopened'
             WHEN NOT enabled THEN 'disabled'
             WHEN budget = 0 OR spent + reserved + $8::bigint > budget THEN 'budget'
             WHEN $6::bigint = 0 OR all_spent + all_reserved + $8 > $6 THEN 'platform_budget'
             ELSE 'reserved' END AS verdict,
           budget, spent, reserved, all_spent, all_reserved
      FROM game, sums),
  kept AS (
    INSERT INTO llm_reservations (id, day, game_id, kind, worst_nano, expires_at)
    SELECT $7::uuid, $1, $2, $3, $8, $9::timestamptz FROM verdict WHERE verdict = 'reserved'),
  raised AS (
    UPDATE llm_budgets b SET reserved_nano = b.reserved_nano + $8
      FROM verdict
     WHERE verdict = 'reserved' AND b.day = $1
       AND ((b.game_id = ${PLATFORM} AND b.kind = 'all') OR (b.game_id = $2 AND b.kind = $3)))
  SELECT verdict, budget::float8, spent::float8, reserved::float8, all_spent::float8 AS "allSpent",
         all_reserved::float8 AS "allReserved" FROM verdict`;

/**
 * $1 the reservation, $2 what was paid, $3 calls (0 when none was made), $4 and $5 the settings of emotion and dialogue,
 * $6 and $7 their budgets by default. No rows where the reservation is over: then nothing is changed.
 */
export const SETTLE = `
  WITH gone AS (
    DELETE FROM llm_reservations WHERE id = $1 RETURNING day, game_id, kind, worst_nano),
  held AS MATERIALIZED (
    SELECT b.game_id, b.kind FROM llm_budgets b JOIN gone d ON b.day = d.day
       AND ((b.game_id = ${PLATFORM} AND b.kind = 'all') OR (b.game_id = d.game_id AND b.kind = d.kind))
     ORDER BY b.game_id FOR UPDATE OF b),
  settled AS (
    UPDATE llm_budgets b
       SET spent_nano = b.spent_nano + $2::bigint, reserved_nano = b.reserved_nano - d.worst_nano,
           calls = b.calls + $3::integer
      FROM gone d, held h
     WHERE b.day = d.day AND b.game_id = h.game_id AND b.kind = h.kind
    RETURNING b.game_id, b.spent_nano)
  SELECT own.spent_nano::float8 AS spent, every.spent_nano::float8 AS "allSpent",
         (CASE d.kind WHEN 'emotion' THEN coalesce(${ownBudget('$4::text')}, $6::bigint)
                      ELSE coalesce(${ownBudget('$5::text')}, $7::bigint) END)::float8 AS budget
    FROM gone d
    JOIN settled own ON own.game_id = d.game_id
    JOIN settled every ON every.game_id = ${PLATFORM}
    LEFT JOIN games g ON g.id = d.game_id`;

/** $1 now, $2 how many at most. What was not settled in time counts as spent, at its worst case. */
export const EXPIRE = `
  WITH gone AS (
    DELETE FROM llm_reservations WHERE id IN (
      SELECT id FROM llm_reservations WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING day, game_id, kind, worst_nano),
  sums AS (
    SELECT day, game_id, kind, sum(worst_nano)::bigint AS nano, count(*)::integer AS calls
      FROM gone GROUP BY day, game_id, kind
    UNION ALL
    SELECT day, ${PLATFORM}, 'all', sum(worst_nano)::bigint, count(*)::integer FROM gone GROUP BY day),
  held AS MATERIALIZED (
    SELECT s.* FROM llm_budgets b JOIN sums s USING (day, game_id, kind) ORDER BY game_id, kind, day FOR UPDATE OF b),
  moved AS (
    UPDATE llm_budgets b
       SET spent_nano = b.spent_nano + h.nano, reserved_nano = b.reserved_nano - h.nano, calls = b.calls + h.calls
      FROM held h WHERE b.day = h.day AND b.game_id = h.game_id AND b.kind = h.kind)
  SELECT count(*)::integer AS expired FROM gone`;

/** $1 day, $2 game, $3 and $4 the settings of emotion and dialogue, $5 and $6 their budgets by default. */
export const READ_DAY = `
  SELECT coalesce(${ownBudget('$3::text')}, $5::bigint)::float8 AS "emotionBudget",
         coalesce(${ownBudget('$4::text')}, $6::bigint)::float8 AS "dialogueBudget",
         coalesce(e.spent_nano, 0)::float8 AS "emotionSpent", coalesce(e.reserved_nano, 0)::float8 AS "emotionReserved",
         coalesce(d.spent_nano, 0)::float8 AS "dialogueSpent", coalesce(d.reserved_nano, 0)::float8 AS "dialogueReserved",
         coalesce(p.spent_nano, 0)::float8 AS "allSpent", coalesce(p.reserved_nano, 0)::float8 AS "allReserved"
    FROM (SELECT $2::uuid AS id) asked
    LEFT JOIN games g USING (id)
    LEFT JOIN llm_budgets e ON e.day = $1::date AND e.game_id = $2 AND e.kind = 'emotion'
    LEFT JOIN llm_budgets d ON d.day = $1 AND d.game_id = $2 AND d.kind = 'dialogue'
    LEFT JOIN llm_budgets p ON p.day = $1 AND p.game_id = ${PLATFORM} AND p.kind = 'all'`;

/** $1 day. */
export const READ_KINDS = `
  SELECT kind, sum(spent_nano)::float8 AS spent, sum(reserved_nano)::float8 AS reserved
    FROM llm_budgets WHERE day = $1::date AND game_id <> ${PLATFORM} GROUP BY kind`;

/** $1 day, $2 game, $3 kind, $4 the budget that is used up. A row when nobody has said so before. */
export const SAY_USED_UP = `
  UPDATE llm_budgets SET used_up_nano = $4::bigint
   WHERE day = $1::date AND game_id = $2 AND kind = $3 AND used_up_nano IS DISTINCT FROM $4
  RETURNING kind`;

/** $1 the first day that is kept. */
export const FORGET_DAYS = `DELETE FROM llm_budgets WHERE day < $1::date`;
