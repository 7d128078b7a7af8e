import { Injectable } from '@nestjs/common';
import { startOfUtcHour } from '../common/time.rules.js';
import { copyLine } from '../prisma/copy-line.rules.js';
import type { TransactionScope } from '../prisma/transaction.js';
import type { CompanionState } from './companion.rules.js';
import type { BatchRecord } from './event-batch.types.js';
import { EVENT_COLUMNS, setState, STATE_COLUMNS, STATE_INPUT, stateInput } from './event-rows.sql.js';

/** A batch in a handful of statements, whatever its size: each takes all rows at once. */
@Injectable()
export class EventBatchRepository {
  /** Locks the players' states, always in the same order so that batches cannot block each other for ever. */
  async lockStates(tx: TransactionScope, playerIds: readonly string[]): Promise<Map<string, CompanionState>> {
    const rows = await tx.query<CompanionState & { playerId: string }>(
      'batch_lock',
      `SELECT s.player_id AS "playerId", ${STATE_COLUMNS} FROM player_states s
        WHERE s.player_id = ANY($1) ORDER BY s.player_id FOR UPDATE`,
      [playerIds],
    );
    return new Map(rows.map(({ playerId, ...state }) => [playerId, state]));
  }

  /** The ids, ours, of the events that were seen before, by game and eventId as {@link eventKey} joins them. */
  async knownEvents(
    tx: TransactionScope,
    events: readonly { gameId: string; eventId: string }[],
  ): Promise<Map<string, string>> {
    const rows = await tx.query<{ gameId: string; eventId: string; id: string }>(
      'batch_known',
      `SELECT e.game_id AS "gameId", e.event_id AS "eventId", e.id
         FROM unnest($1::uuid[], $2::text[]) AS w (game_id, event_id)
         JOIN game_events e ON e.game_id = w.game_id AND e.event_id = w.event_id`,
      [events.map(({ gameId }) => gameId), events.map(({ eventId }) => eventId)],
    );
    return new Map(rows.map(({ gameId, eventId, id }) => [eventKey(gameId, eventId), id]));
  }

  /** Writes the events with their metrics and the states they leave, and marks the closed hours they fall into. */
  async write(
    tx: TransactionScope,
    records: readonly BatchRecord[],
    states: ReadonlyMap<string, CompanionState>,
    createdAt: Date,
  ): Promise<void> {
    const current = startOfUtcHour(createdAt).getTime();
    const hours = records.map(({ admitted }) => startOfUtcHour(admitted.occurredAt).getTime());
    const late = records.flatMap(({ admitted }, i) =>
      hours[i]! < current ? { gameId: admitted.player.gameId, hour: new Date(hours[i]!) } : [],
    );
    const next = [...states].map(([playerId, state]) => stateInput(playerId, state));
    await tx.query('batch_states', WRITE_STATES, [JSON.stringify(next), JSON.stringify(late)]);
    const at = createdAt.toISOString();
    await tx.copy(
      COPY_EVENTS,
      records.map((record) => eventLine(record, at)),
    );
    await tx.copy(
      COPY_METRICS,
      records.map((record) => metricLines(record, at)),
    );
  }
}

const WRITE_STATES = `WITH late AS (
  INSERT INTO aggregation_dirty_hours (game_id, hour)
  SELECT DISTINCT "gameId", hour FROM jsonb_to_recordset($2::jsonb) AS l ("gameId" uuid, hour timestamptz))
UPDATE player_states s SET ${setState('n')}
  FROM jsonb_to_recordset($1::jsonb) AS n (${STATE_INPUT}) WHERE s.player_id = n."playerId"`;

const COPY_EVENTS = `COPY game_events (${EVENT_COLUMNS}) FROM STDIN`;

/** The values of {@link EVENT_COLUMNS}. */
function eventLine({ admitted, ...record }: BatchRecord, createdAt: string): string {
  const { event, occurredAt, player } = admitted;
  return copyLine([
    admitted.id,
    player.gameId,
    player.id,
    admitted.eventId,
    event.type,
    JSON.stringify(event.data),
    JSON.stringify(event.context),
    record.emotion,
    record.intensity,
    record.confidence,
    record.method,
    JSON.stringify(record.reaction),
    occurredAt.toISOString(),
    createdAt,
  ]);
}

const COPY_METRICS =
  'COPY service_metrics (id, game_id, player_id, service, method, latency_ms, created_at) FROM STDIN';

function metricLines({ admitted, ...record }: BatchRecord, createdAt: string): string {
  const { gameId, id } = admitted.player;
  const { metricId, method, latencyMs, memoryMetricId } = record;
  const emotion = copyLine([metricId, gameId, id, 'emotion', method, latencyMs, createdAt]);
  if (memoryMetricId === null) return emotion;
  return emotion + copyLine([memoryMetricId, gameId, id, 'memory', 'create', 0, createdAt]);
}

/** A game's eventId as one key. */
export function eventKey(gameId: string, eventId: string): string {
  return `${gameId}\n${eventId}`;
}
