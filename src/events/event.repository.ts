import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../common/pagination.rules.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { LAST_LINES } from '../dialogue/last-lines.rules.js';
import type { Reaction, StoredEvent } from './event.schemas.js';

const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** How each field is read; a large JSON column is read only when its field is asked for. */
const FIELD_COLUMNS: Readonly<Record<keyof StoredEvent, string>> = {
  id: 'id',
  eventId: 'event_id AS "eventId"',
  playerId: 'player_id AS "playerId"',
  gameId: 'game_id AS "gameId"',
  type: 'type',
  data: 'data',
  context: 'context',
  emotion: 'emotion',
  intensity: 'intensity',
  confidence: 'confidence',
  method: 'method',
  reaction: 'reaction',
  occurredAt: `${iso('occurred_at')} AS "occurredAt"`,
  createdAt: `${iso('created_at')} AS "createdAt"`,
};

export interface EventFilter {
  readonly playerId: string;
  readonly type: string | undefined;
  readonly emotion: string | undefined;
  readonly since: Date | undefined;
}

/** A line that a model made after the answer. */
export interface LateLine {
  /** Of the event, ours. */
  readonly id: string;
  readonly playerId: string;
  readonly lineId: string;
  readonly dialogue: Reaction['dialogue'];
  readonly costUsd: number;
}

export type EventRow = Partial<StoredEvent> & { readonly id: string; readonly occurredAtMs: number };

@Injectable()
export class EventRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** A page of a player's events, what happened last first. */
  async list(filter: EventFilter, page: PageRequest, fields: readonly (keyof StoredEvent)[]): Promise<EventRow[]> {
    const { sql, params } = where(filter);
    if (page.kind === 'cursor') {
      params.push(new Date(Number(page.after[0])), page.after[1]);
      sql.push(`(occurred_at, id) < ($${params.length - 1}::timestamptz, $${params.length}::uuid)`);
    }
    params.push(page.limit + 1, page.kind === 'offset' ? page.offset : 0);
    const columns = [...new Set(['id', ...fields])].map((field) => FIELD_COLUMNS[field as keyof StoredEvent]);
    const text = `SELECT ${columns.join(', ')}, (extract(epoch FROM occurred_at) * 1000)::float8 AS "occurredAtMs"
      FROM game_events WHERE ${sql.join(' AND ')}
      ORDER BY occurred_at DESC, id DESC LIMIT $${params.length - 1} OFFSET $${params.length}`;
    return this.prisma.executeWithRetry(() => this.prisma.query<EventRow>('', text, params), { idempotent: true });
  }

  /**
   * Puts a model's line into a stored reaction, and among the lines said last; false when the event is gone. The state
   * row comes first, as in all writes of a player's data: an erasure, which takes it first as well, would else wait for
   * the event while this waits for the state.
   */
  async storeLine({ id, playerId, lineId, dialogue, costUsd }: LateLine): Promise<boolean> {
    const write = () =>
      this.prisma.query(
        'event_late_line',
        `WITH st AS MATERIALIZED (SELECT player_id FROM player_states WHERE player_id = $2 FOR NO KEY UPDATE),
         ev AS (
           UPDATE game_events e SET reaction = e.reaction || jsonb_build_object('dialogue', $3::jsonb,
                  'costUsd', (e.reaction->>'costUsd')::numeric + $4::numeric)
             FROM st WHERE e.id = $1 AND e.player_id = st.player_id RETURNING e.player_id)
         UPDATE player_states s SET last_lines = (ARRAY[$5::text] || array_remove(s.last_lines, $5))[1:${LAST_LINES}],
                version = s.version + 1
           FROM ev WHERE s.player_id = ev.player_id RETURNING s.player_id`,
        [id, playerId, JSON.stringify(dialogue), costUsd, lineId],
      );
    const rows = await this.prisma.executeWithRetry(write, { idempotent: false });
    return rows.length > 0;
  }

  async count(filter: EventFilter): Promise<number> {
    const { sql, params } = where(filter);
    const text = `SELECT count(*)::int AS count FROM game_events WHERE ${sql.join(' AND ')}`;
    const rows = await this.prisma.executeWithRetry(() => this.prisma.query<{ count: number }>('', text, params), {
      idempotent: true,
    });
    return rows[0]?.count ?? 0;
  }

  /** Removes events of a game that happened before a time, at most `limit`; how many it were. */
  async removeBefore(gameId: string, before: Date, limit: number): Promise<number> {
    const rows = await this.prisma.query<{ count: number }>(
      'events_remove_before',
      `WITH gone AS (
         DELETE FROM game_events WHERE id IN (
           SELECT id FROM game_events WHERE game_id = $1 AND occurred_at < $2 ORDER BY occurred_at LIMIT $3) RETURNING 1)
       SELECT count(*)::int AS count FROM gone`,
      [gameId, before, limit],
    );
    return rows[0]?.count ?? 0;
  }

  /** The games that keep their events for a limited time. */
  async gamesWithRetention(): Promise<{ gameId: string; days: number }[]> {
    return this.prisma.query<{ gameId: string; days: number }>(
      'games_with_retention',
      `SELECT id AS "gameId", (config->>'retentionDays')::int AS days FROM games WHERE config ? 'retentionDays'`,
      [],
    );
  }
}

function where(filter: EventFilter): { sql: string[]; params: unknown[] } {
  const params: unknown[] = [filter.playerId];
  const sql = ['player_id = $1'];
  if (filter.type !== undefined) sql.push(`type = $${params.push(filter.type)}`);
  if (filter.emotion !== undefined) sql.push(`emotion = $${params.push(filter.emotion)}`);
  if (filter.since !== undefined) sql.push(`occurred_at >= $${params.push(filter.since)}`);
  return { sql, params };
}
