import { MAX_STRENGTH } from '../memories/duplicate.rules.js';
import { rounded, standing } from '../memories/memory-row.tables.js';
import { longerLife, MEMORY_INPUT, memoryInsertion } from '../memories/memory-write.repository.js';
import type { OutboxMode } from '../memories/outbox-mode.rules.js';
import { outboxOfChanged } from '../memories/outbox.sql.js';
import { STRENGTHEN_EVERY_MS } from '../memories/recall.tables.js';
import { retoldContext, retoldMark } from '../memories/retold.sql.js';
import { EVENT_COLUMNS, setState, STATE_INPUT } from './event-rows.sql.js';

/** What one reaction writes, as PostgreSQL reads it from JSON. */
const INPUT = `n int, version int, ${STATE_INPUT}, id uuid, "eventId" text, type text, data jsonb, context jsonb,
    emotion text, intensity float8, confidence float8, method text, reaction jsonb, "occurredAt" timestamptz,
    "createdAt" timestamptz, "lineId" text, "lateHour" timestamptz, metrics jsonb, recalled uuid[], "standingId" uuid,
    memory jsonb`;

/** What to do about a player whose state another transaction holds: pass it over, or wait for it. */
export type LockedState = 'pass over' | 'wait';

/** The reactions whose player's state is still the one they were decided on, locked in an order that all keep. */
const guard = (locked: LockedState) => `WITH st AS MATERIALIZED (
  SELECT r.*, s.game_id FROM jsonb_to_recordset($1::jsonb) AS r (${INPUT})
    JOIN player_states s ON s.player_id = r."playerId" AND s.version = r.version
   ORDER BY r."playerId" FOR NO KEY UPDATE OF s${locked === 'wait' ? '' : ' SKIP LOCKED'})`;

const BESIDE = `ln AS (
  INSERT INTO player_lines (player_id, line_id, game_id, last_said_at)
  SELECT "playerId", "lineId", game_id, "createdAt" FROM st WHERE "lineId" IS NOT NULL
  ON CONFLICT (player_id, line_id) DO UPDATE SET times = player_lines.times + 1, last_said_at = EXCLUDED.last_said_at),
late AS (
  INSERT INTO aggregation_dirty_hours (game_id, hour)
  SELECT DISTINCT game_id, "lateHour" FROM st WHERE "lateHour" IS NOT NULL),
mt AS (
  INSERT INTO service_metrics (id, game_id, player_id, service, method, latency_ms, cost_usd, cache_hit, error, created_at)
  SELECT m.id, st.game_id, st."playerId", m.service, m.method, m."latencyMs", m."costUsd", coalesce(m."cacheHit", FALSE),
         m.error, st."createdAt"
    FROM st, jsonb_to_recordset(st.metrics)
      AS m (id uuid, service text, method text, "latencyMs" float8, "costUsd" numeric, "cacheHit" boolean, error text))`;

/** The values of {@link EVENT_COLUMNS}. */
const EVENT_VALUES = (
  reaction: string,
) => `st.id, st.game_id, st."playerId", st."eventId", st.type, st.data, st.context,
    st.emotion, st.intensity, st.confidence, st.method, ${reaction}, st."occurredAt", st."createdAt"`;

/** SQL: writes reactions ($1, JSON) that leave and strengthen no memory. */
export const writeReactions = (locked: LockedState) => `${guard(locked)},
up AS (UPDATE player_states s SET ${setState('st')} FROM st WHERE s.player_id = st."playerId"),
ev AS (INSERT INTO game_events (${EVENT_COLUMNS}) SELECT ${EVENT_VALUES('st.reaction')} FROM st),
${BESIDE}
SELECT n, NULL AS "memoryId", NULL AS importance FROM st`;

/** Whether a memory was recalled long enough ago to be made stronger by another recall. */
const IS_DUE = `(m.last_recalled_at IS NULL
    OR m.last_recalled_at <= $2::timestamptz - interval '${STRENGTHEN_EVERY_MS} milliseconds')`;

/** An event tells its own memory again, once. */
const RETOLD = {
  eventId: `(st.memory->>'event_id')::uuid`,
  times: '1',
  lastAt: `(st.memory->>'created_at')::timestamptz`,
};

/**
 * SQL: writes reactions ($1, JSON) with what they leave in memory at a time ($2). A memory that was told again and
 * recalled by the same event is one row, so both are written by the same part; that is why what was recalled leaves
 * out what the event tells again.
 */
export const writeReactionsAndMemories = (locked: LockedState, outbox: OutboxMode) => `${guard(locked)},
stronger AS (
  UPDATE memories m SET
      strength = least(m.strength + 1 + (m.id = ANY(st.recalled) AND ${IS_DUE})::int, ${MAX_STRENGTH}),
      last_recalled_at = CASE WHEN m.id = ANY(st.recalled) AND ${IS_DUE} THEN $2 ELSE m.last_recalled_at END,
      context = ${retoldContext(RETOLD)}, reflected_at = ${retoldMark(RETOLD.eventId)},
      importance = greatest(m.importance, (st.memory->>'importance')::float8),
      pinned = m.pinned OR (st.memory->>'pinned')::boolean,
      expires_at = ${longerLife('m.expires_at', `(st.memory->>'expires_at')::timestamptz`)}, updated_at = $2
    FROM st WHERE m.id = st."standingId" AND m.player_id = st."playerId" AND ${standing('$2')}
  RETURNING m.id, m.player_id, m.game_id, m.importance),
fresh AS MATERIALIZED (
  SELECT r.* FROM st, jsonb_to_record(st.memory) AS r (${MEMORY_INPUT})
   WHERE st.memory IS NOT NULL AND st."playerId" NOT IN (SELECT player_id FROM stronger)),
${memoryInsertion('fresh', '$2', outbox)}${outboxOfChanged(outbox, 'SELECT game_id, player_id, id FROM stronger', 'outbox_stronger')},
recalled AS (
  UPDATE memories m SET strength = least(m.strength + 1, ${MAX_STRENGTH}), last_recalled_at = $2
   WHERE m.id IN (
     SELECT m.id FROM st CROSS JOIN unnest(st.recalled) AS c (id) JOIN memories m ON m.id = c.id
      WHERE m.player_id = st."playerId" AND m.id IS DISTINCT FROM st."standingId" AND ${IS_DUE} AND ${standing('$2')}
        AND NOT (st.memory IS NOT NULL AND m.type = st.memory->>'type'
                 AND m.content_hash = st.memory->>'content_hash')
      ORDER BY m.id FOR UPDATE OF m SKIP LOCKED)),
kept AS (
  SELECT id, player_id, ${rounded('importance')} AS importance, FALSE AS inserted FROM stronger
  UNION ALL SELECT id, player_id, ${rounded('importance')}, inserted FROM written),
up AS (
  UPDATE player_states s SET ${setState('st')},
      total_memories = s.total_memories + coalesce(k.inserted, FALSE)::int,
      memory_version = s.memory_version + (k.id IS NOT NULL)::int
    FROM st LEFT JOIN kept k ON k.player_id = st."playerId" WHERE s.player_id = st."playerId"),
ev AS (
  INSERT INTO game_events (${EVENT_COLUMNS})
  SELECT ${EVENT_VALUES(`CASE WHEN k.id IS NULL THEN st.reaction
      ELSE st.reaction || jsonb_build_object('memory', jsonb_build_object('id', k.id, 'importance', k.importance)) END`)}
    FROM st LEFT JOIN kept k ON k.player_id = st."playerId"),
${BESIDE}
SELECT st.n, k.id AS "memoryId", k.importance FROM st LEFT JOIN kept k ON k.player_id = st."playerId"`;
