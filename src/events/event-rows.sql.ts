import type { CompanionState } from './companion.rules.js';

/** What an event writes, one by one or in batches, spelled once. */

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** SQL: the columns of a state row `s` as the rules know it. */
export const STATE_COLUMNS = `s.pleasure, s.arousal, s.dominance, ${ms('s.mood_at')} AS "moodAtMs",
  s.mood_game_time AS "moodGameTime", s.affinity, s.affinity_gained AS "affinityGained",
  to_char(s.affinity_day, 'YYYY-MM-DD') AS "affinityDay", s.type_counts AS "typeCounts", s.last_lines AS "lastLines",
  s.total_events AS "totalEvents", s.total_memories AS "totalMemories", s.memory_version AS "memoryVersion",
  ${ms('s.last_active_at')} AS "lastActiveAtMs", s.version`;

/** SQL: the columns of {@link stateInput} as PostgreSQL reads them from JSON. */
export const STATE_INPUT = `"playerId" uuid, pleasure float8, arousal float8, dominance float8, "moodAt" timestamptz,
    "moodGameTime" float8, affinity float8, "affinityGained" float8, "affinityDay" date, "typeCounts" jsonb,
    "lastLines" text[], "totalEvents" int, "lastActiveAt" timestamptz`;

/** SQL: sets what events change of a state row `s`, and moves its version. `n` has the columns of {@link STATE_INPUT}. */
export const setState = (n: string) => `pleasure = ${n}.pleasure, arousal = ${n}.arousal, dominance = ${n}.dominance,
    mood_at = ${n}."moodAt", mood_game_time = ${n}."moodGameTime", affinity = ${n}.affinity,
    affinity_gained = ${n}."affinityGained", affinity_day = ${n}."affinityDay", type_counts = ${n}."typeCounts",
    last_lines = ${n}."lastLines", total_events = ${n}."totalEvents", last_active_at = ${n}."lastActiveAt",
    version = s.version + 1`;

/** What a state row is written from, as JSON; memories are counted by whoever writes them. */
export function stateInput(playerId: string, state: CompanionState) {
  return {
    playerId,
    pleasure: state.pleasure,
    arousal: state.arousal,
    dominance: state.dominance,
    moodAt: new Date(state.moodAtMs),
    moodGameTime: state.moodGameTime,
    affinity: state.affinity,
    affinityGained: state.affinityGained,
    affinityDay: state.affinityDay,
    typeCounts: state.typeCounts,
    lastLines: state.lastLines,
    totalEvents: state.totalEvents,
    lastActiveAt: state.lastActiveAtMs === null ? null : new Date(state.lastActiveAtMs),
  };
}

/** SQL: the columns of an event that are written, in the order in which their values are given. */
export const EVENT_COLUMNS = `id, game_id, player_id, event_id, type, data, context, emotion, intensity, confidence, method,
    reaction, occurred_at, created_at`;
