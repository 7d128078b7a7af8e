import { z } from 'zod';
import { fieldsQuery, listOf, pagingQuery } from '../common/pagination.schemas.js';
import { boundedJsonObject, languageTag, storableText, timestamp, uuid } from '../common/text.schemas.js';
import { MOOD_LABELS } from '../emotion/emotion.types.js';
import { memorySchema } from '../memories/memory.schemas.js';

/** A player's preferences may hold what a game likes, within these bounds. */
const MAX_PREFERENCES_BYTES = 16 * 1024;
const MAX_PREFERENCES_DEPTH = 8;

export const externalId = storableText(200);
const persona = storableText(100).meta({ description: "One of ours, or of the game's own." });
export const preferencesSchema = boundedJsonObject(MAX_PREFERENCES_BYTES, MAX_PREFERENCES_DEPTH);

export const createPlayerSchema = z
  .strictObject({
    gameId: uuid.optional().meta({ description: "Needed with an admin key; a game's key has its own game." }),
    externalId: externalId.meta({ description: "The game's own id of the player." }),
    characterPersona: persona.optional(),
    language: languageTag.optional(),
    preferences: preferencesSchema.optional(),
  })
  .meta({ example: { externalId: 'mira', characterPersona: 'cool', language: 'en' } });

/** A merge patch (RFC 7386): what is absent stays; null puts the game's default back. */
export const patchPlayerSchema = z.strictObject({
  characterPersona: persona.nullish(),
  language: languageTag.nullish(),
  preferences: preferencesSchema.nullish(),
});

export const moodSchema = z
  .object({
    pleasure: z.number().min(-1).max(1),
    arousal: z.number().min(-1).max(1),
    dominance: z.number().min(-1).max(1),
    label: z.enum(MOOD_LABELS),
  })
  .meta({ id: 'Mood' });

export const playerSchema = z
  .object({
    id: z.uuid(),
    gameId: z.uuid(),
    externalId: z.string(),
    characterPersona: z.string(),
    language: z.string(),
    preferences: z.record(z.string(), z.unknown()),
    mood: moodSchema.extend({
      asOf: timestamp.meta({ description: 'When the mood was so; it decays toward the persona.' }),
    }),
    affinity: z.number().min(0).max(100),
    stats: z.object({ totalEvents: z.int(), totalMemories: z.int(), lastActiveAt: timestamp.nullable() }),
    recentMemories: z.array(memorySchema).meta({ description: 'The 10 newest.' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Player' });

export type Player = z.infer<typeof playerSchema>;

export const PLAYER_LIST_FIELDS = [
  'id',
  'gameId',
  'externalId',
  'characterPersona',
  'language',
  'preferences',
  'mood',
  'affinity',
  'stats',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Player)[];
export type PlayerListField = (typeof PLAYER_LIST_FIELDS)[number];
export const PLAYER_FIELDS = [...PLAYER_LIST_FIELDS, 'recentMemories'] as const satisfies readonly (keyof Player)[];

export const playerListSchema = listOf(playerSchema.omit({ recentMemories: true }).partial());
export const playerListQuery = z.object({
  gameId: uuid.optional(),
  externalId: externalId.optional(),
  ...pagingQuery,
  fields: fieldsQuery,
});
export const playerQuery = z.object({ fields: fieldsQuery });
export const playerIdParam = uuid;

export const erasureSchema = z
  .object({
    playerId: z.uuid(),
    erased: z.object({
      events: z.int(),
      memories: z.int(),
      vectors: z.int(),
      indexedVectors: z.int().nullable().optional().meta({
        description:
          'In the vector database, if there is one; null while it is away: they are removed when it is back.',
      }),
      cacheEntries: z.int(),
      metricsAnonymised: z.int().meta({ description: 'Metric rows that stay, without the player.' }),
    }),
    erasedAt: timestamp,
  })
  .meta({ id: 'ErasureReceipt' });

export type CreatePlayer = z.infer<typeof createPlayerSchema>;
export type PatchPlayer = z.infer<typeof patchPlayerSchema>;
export type PlayerListQuery = z.infer<typeof playerListQuery>;
export type ErasureReceipt = z.infer<typeof erasureSchema>;
