import { standing } from './memory-row.tables.js';

/**
 * A player with so many memories at most has them looked through by the statement that loads the player's state; to
 * find the words of one player in the index of all costs more than to read two hundred rows.
 */
export const FEW_MEMORIES = 200;

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/**
 * SQL: the memories of a player with few that share a term, as a JSON list of recall candidates; null when none does.
 *
 * @param player an expression for the player's id
 * @param terms one for the terms
 * @param at the parameter with the time
 */
export function recallOfFew(player: string, terms: string, at: string): string {
  // OFFSET 0 keeps the condition on the terms out of the choice of an index.
  return `SELECT json_agg(json_build_object('id', m.id, 'emotion', m.emotion, 'importance', m.importance,
       'terms', m.terms, 'gameTime', m.game_time, 'createdAt', ${ms('m.created_at')},
       'lastRecalledAt', ${ms('m.last_recalled_at')}))
    FROM (SELECT * FROM memories o WHERE o.player_id = ${player} OFFSET 0) m
   WHERE m.terms && ${terms} AND ${standing(at)}`;
}
