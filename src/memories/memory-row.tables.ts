import type { Memory } from './memory.schemas.js';

/** A time as the API answers it. */
export const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL: a number from 0 to 1 as the API answers it, to four decimals. */
export function rounded(value: string): string {
  return `round((${value})::numeric, 4)::float8`;
}

/** Where each field of a memory comes from; every statement that answers memories reads `m`. */
export const MEMORY_COLUMNS = {
  id: 'm.id',
  playerId: 'm.player_id',
  gameId: 'm.game_id',
  type: 'm.type',
  content: 'm.content',
  emotion: 'm.emotion',
  importance: rounded('m.importance'),
  context: 'm.context',
  source: 'm.source',
  pinned: 'm.pinned',
  strength: 'm.strength',
  eventId: 'm.event_id',
  sourceIds: 'to_json(m.source_ids)',
  createdAt: iso('m.created_at'),
  updatedAt: iso('m.updated_at'),
  lastRecalledAt: iso('m.last_recalled_at'),
  expiresAt: iso('m.expires_at'),
} as const satisfies Record<keyof Memory, string>;

export const MEMORY_FIELDS = Object.keys(MEMORY_COLUMNS) as (keyof Memory)[];

/** A select list of the fields, each under its own name. */
export function memoryColumns(fields: readonly (keyof Memory)[] = MEMORY_FIELDS): string {
  return fields.map((field) => `${MEMORY_COLUMNS[field]} AS "${field}"`).join(', ');
}

/**
 * A memory as one JSON value, for statements that answer memories inside something else. Not as jsonb, which takes
 * PostgreSQL nearly twice as long for what is only sent.
 */
export const MEMORY_JSON = `json_build_object(${MEMORY_FIELDS.map((field) => `'${field}', ${MEMORY_COLUMNS[field]}`).join(', ')})`;

/** Memories that have not expired; `at` is the parameter with the time. What has expired is invisible everywhere. */
export const standing = (at: string) => `(m.expires_at IS NULL OR m.expires_at > ${at})`;
