import { Injectable } from '@nestjs/common';
import { histories } from '../dialogue/line-history.rules.js';
import { startOfUtcHour } from '../common/time.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import type { TransactionScope } from '../prisma/transaction.js';
import type { CompanionState } from './companion.rules.js';
import type { Reaction } from './event.schemas.js';
import type { LoadedSituation, ReactionRecord } from './reaction.types.js';

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** A state row as the rules know it. */
export const STATE_COLUMNS = `s.pleasure, s.arousal, s.dominance, ${ms('s.mood_at')} AS "moodAtMs",
  s.mood_game_time AS "moodGameTime", s.affinity, s.affinity_gained AS "affinityGained",
  to_char(s.affinity_day, 'YYYY-MM-DD') AS "affinityDay", s.type_counts AS "typeCounts", s.last_lines AS "lastLines",
  s.total_events AS "totalEvents", s.total_memories AS "totalMemories", s.memory_version AS "memoryVersion",
  ${ms('s.last_active_at')} AS "lastActiveAtMs", s.version`;

/** Writes the state, if it is still the one that was decided on. */
const UPDATE_STATE = `UPDATE player_states SET pleasure = $3, arousal = $4, dominance = $5, mood_at = $6,
    mood_game_time = $7, affinity = $8, affinity_gained = $9, affinity_day = $10, type_counts = $11, last_lines = $12,
    total_events = $13, last_active_at = $14, version = version + 1
  WHERE player_id = $1 AND version = $2 RETURNING player_id, game_id`;

/** The rows of one event, made only where `st` has the player. */
const INSERT_ROWS = (from: number): string => {
  const $ = (index: number) => `$${from + index}`;
  return `ev AS (
      INSERT INTO game_events (id, game_id, player_id, event_id, type, data, context, emotion, intensity, confidence,
                               method, reaction, occurred_at, created_at)
      SELECT ${$(0)}::uuid, st.game_id, st.player_id, ${$(1)}::text, ${$(2)}::text, ${$(3)}::jsonb, ${$(4)}::jsonb,
             ${$(5)}::text, ${$(6)}::float8, ${$(7)}::float8, ${$(8)}::text, ${$(9)}::jsonb, ${$(10)}::timestamptz,
             ${$(11)}::timestamptz FROM st RETURNING id),
    ln AS (
      INSERT INTO player_lines (player_id, line_id, game_id, last_said_at)
      SELECT st.player_id, ${$(12)}::text, st.game_id, ${$(11)}::timestamptz FROM st WHERE ${$(12)}::text IS NOT NULL
      ON CONFLICT (player_id, line_id) DO UPDATE
        SET times = player_lines.times + 1, last_said_at = EXCLUDED.last_said_at),
    late AS (
      INSERT INTO aggregation_dirty_hours (game_id, hour)
      SELECT st.game_id, ${$(13)}::timestamptz FROM st WHERE ${$(13)}::timestamptz IS NOT NULL),
    mt AS (
      INSERT INTO service_metrics (id, game_id, player_id, service, method, latency_ms, cost_usd, created_at)
      SELECT m.id, st.game_id, st.player_id, m.service, m.method, m."latencyMs", m."costUsd", ${$(11)}::timestamptz
        FROM st, jsonb_to_recordset(${$(14)}::jsonb)
          AS m (id uuid, service text, method text, "latencyMs" float8, "costUsd" numeric))
    SELECT id FROM ev`;
};

const REACT_IN_ONE = `WITH st AS (${UPDATE_STATE}), ${INSERT_ROWS(15)}`;
const ADD_ROWS = `WITH st AS (SELECT player_id, game_id FROM player_states WHERE player_id = $1), ${INSERT_ROWS(2)}`;

/** The hot path of AGL: prepared SQL, one statement to read and one to write. */
@Injectable()
export class ReactionRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** All that a reaction is decided on, in one statement; null when the player is gone. */
  async load(
    playerId: string,
    gameId: string,
    eventId: string,
    lineIds: readonly string[],
  ): Promise<LoadedSituation | null> {
    const read = () =>
      this.prisma.query<CompanionState & { known: Reaction | null; said: Record<string, [number, number]> | null }>(
        'reaction_load',
        `SELECT ${STATE_COLUMNS},
                (SELECT e.reaction FROM game_events e WHERE e.game_id = $2 AND e.event_id = $3) AS known,
                (SELECT jsonb_object_agg(l.line_id, jsonb_build_array(l.times, ${ms('l.last_said_at')}))
                   FROM player_lines l WHERE l.player_id = $1 AND l.line_id = ANY($4)) AS said
           FROM player_states s WHERE s.player_id = $1`,
        [playerId, gameId, eventId, lineIds],
      );
    const [row] = await this.prisma.executeWithRetry(read, { idempotent: true });
    if (!row) return null;
    const { known, said, ...state } = row;
    return { state, known, said: histories(said) };
  }

  /** Writes an event and all it changes in one statement; false when the state moved meanwhile or the player is gone. */
  async write(record: ReactionRecord): Promise<boolean> {
    const rows = await this.prisma.query('reaction_write', REACT_IN_ONE, [
      ...stateParams(record),
      ...rowParams(record),
    ]);
    return rows.length === 1;
  }

  /**
   * Writes an event whose reaction holds what is written beside it (a memory): the state first, which takes the
   * player's lock, then what `beside` writes, then the event with the reaction that `beside` completes.
   */
  async writeBeside(record: ReactionRecord, beside: (tx: TransactionScope) => Promise<Reaction>): Promise<boolean> {
    return this.prisma.transaction(async (tx) => {
      const locked = await tx.query('reaction_state', UPDATE_STATE, stateParams(record));
      if (locked.length === 0) return false;
      const reaction = await beside(tx);
      await tx.query('reaction_rows', ADD_ROWS, [record.admitted.player.id, ...rowParams({ ...record, reaction })]);
      return true;
    });
  }
}

function stateParams({ admitted, previousVersion, state }: ReactionRecord): unknown[] {
  return [
    admitted.player.id,
    previousVersion,
    state.pleasure,
    state.arousal,
    state.dominance,
    new Date(state.moodAtMs),
    state.moodGameTime,
    state.affinity,
    state.affinityGained,
    state.affinityDay,
    JSON.stringify(state.typeCounts),
    state.lastLines,
    state.totalEvents,
    state.lastActiveAtMs === null ? null : new Date(state.lastActiveAtMs),
  ];
}

function rowParams({ admitted, reaction, createdAt, ...record }: ReactionRecord): unknown[] {
  const { event, occurredAt } = admitted;
  const hour = startOfUtcHour(occurredAt);
  return [
    admitted.id,
    admitted.eventId,
    event.type,
    JSON.stringify(event.data),
    JSON.stringify(event.context),
    record.emotion,
    record.intensity,
    record.confidence,
    record.method,
    JSON.stringify(reaction),
    occurredAt,
    createdAt,
    record.lineId,
    hour < startOfUtcHour(createdAt) ? hour : null,
    JSON.stringify(record.metrics),
  ];
}
