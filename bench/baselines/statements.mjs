import { v7 as uuidv7 } from 'uuid';

// The statements that a programmer would write by hand in the place of AGL's features. `values` makes the parameters
// from what a request has.

/** A player with its state and its ten newest memories. */
export const READ_PLAYER = {
  name: 'bare_player',
  text: `SELECT p.id, p.game_id AS "gameId", p.external_id AS "externalId", p.character_persona AS "characterPersona",
      p.language, p.preferences, s.pleasure, s.arousal, s.dominance, s.mood_at AS "moodAt", s.affinity,
      s.total_events AS "totalEvents", s.total_memories AS "totalMemories", s.last_active_at AS "lastActiveAt",
      p.created_at AS "createdAt", p.updated_at AS "updatedAt",
      (SELECT coalesce(json_agg(m), '[]') FROM (
         SELECT id, player_id AS "playerId", game_id AS "gameId", type, content, emotion, importance, context, source,
                pinned, strength, event_id AS "eventId", source_ids AS "sourceIds", created_at AS "createdAt",
                updated_at AS "updatedAt", last_recalled_at AS "lastRecalledAt", expires_at AS "expiresAt"
           FROM memories WHERE player_id = p.id ORDER BY created_at DESC, id DESC LIMIT 10) m) AS "recentMemories"
    FROM players p JOIN player_states s ON s.player_id = p.id WHERE p.id = $1`,
  values: (/** @type {string} */ playerId) => [playerId],
};

export const INSERT_PLAYER = {
  name: 'bare_player_insert',
  text: `INSERT INTO players (id, game_id, external_id, character_persona, language) VALUES ($1, $2, $3, $4, $5)`,
  values: (
    /** @type {string} */ gameId,
    /** @type {{ externalId: string, characterPersona?: string, language?: string }} */ body,
  ) => [uuidv7(), gameId, body.externalId, body.characterPersona ?? 'cheerful', body.language ?? 'en'],
};

export const INSERT_EVENT = {
  name: 'bare_event_insert',
  text: `INSERT INTO game_events (id, game_id, player_id, event_id, type, data, context, emotion, intensity, confidence,
      method, reaction, occurred_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'happy', 0.7, 0.8, 'rule', $8, $9)`,
  values: (/** @type {string} */ gameId, /** @type {PostedEvent} */ event, /** @type {string} */ reaction) => {
    const id = uuidv7();
    const { playerId, eventId, type, data, context, occurredAt } = event;
    const documents = [JSON.stringify(data ?? {}), JSON.stringify(context ?? {}), reaction];
    return [id, gameId, playerId, eventId ?? id, type, ...documents, new Date(occurredAt ?? Date.now())];
  },
};

/**
 * @typedef {object} PostedEvent
 * @property {string} playerId
 * @property {string} [eventId]
 * @property {string} type
 * @property {Record<string, unknown>} [data]
 * @property {Record<string, unknown>} [context]
 * @property {string} [occurredAt]
 */
