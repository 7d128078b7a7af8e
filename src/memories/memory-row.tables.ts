/** The columns of a memory as SQL builds its JSON: one spelling for every statement that answers memories. */
export const MEMORY_JSON = `jsonb_build_object(
  'id', m.id, 'playerId', m.player_id, 'gameId', m.game_id, 'type', m.type, 'content', m.content, 'emotion', m.emotion,
  'importance', m.importance, 'context', m.context, 'source', m.source, 'pinned', m.pinned, 'strength', m.strength,
  'eventId', m.event_id, 'sourceIds', to_jsonb(m.source_ids),
  'createdAt', to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updatedAt', to_char(m.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'lastRecalledAt', to_char(m.last_recalled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'expiresAt', to_char(m.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`;
