import type { OutboxMode } from './outbox-mode.rules.js';

/** What is to be done: bring a memory's vector in line with the memory, or remove all vectors of a player. */
export type OutboxOperation = 'upsert' | 'delete' | 'erase';

/**
 * SQL: the part `outbox` of a statement, which leaves a row for each memory of a query of `game_id`, `player_id` and
 * `id`. Rows are due at once, by whichever clock.
 */
const outboxPart = (rows: string, operation: OutboxOperation, name = 'outbox') => `,
${name} AS (
  INSERT INTO memory_outbox (id, game_id, player_id, memory_id, operation, available_at)
  SELECT gen_random_uuid(), o.game_id, o.player_id, o.id, '${operation}', 'epoch' FROM (${rows}) o)`;

/** SQL: the part `outbox` for memories that were written or changed; nothing where nobody follows. */
export function outboxOfChanged(mode: OutboxMode, rows: string, name?: string): string {
  return mode === 'all' ? outboxPart(rows, 'upsert', name) : '';
}

/** SQL: the part `outbox` for memories that were removed; nothing where nobody follows. */
export function outboxOfRemoved(mode: OutboxMode, rows: string): string {
  return mode === 'all' ? outboxPart(rows, 'delete') : '';
}

/**
 * SQL: the part `outbox` for memories that were told, and may have no vector.
 *
 * @param written all of them
 * @param vectorless those that have none in the current model
 */
export function outboxOfTold(mode: OutboxMode, written: string, vectorless: string): string {
  return mode === 'none' ? '' : outboxPart(mode === 'all' ? written : vectorless, 'upsert');
}
