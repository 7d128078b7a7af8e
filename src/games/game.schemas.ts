import { z } from 'zod';
import { fieldsQuery, listOf, pagingQuery } from '../common/pagination.schemas.js';
import { languageTag, storableText, timeInput, timestamp, uuid } from '../common/text.schemas.js';
import { PERSONA_NAMES } from '../dialogue/persona.tables.js';

const budget = z.number().min(0).max(1_000_000);
const rate = z.int().min(1).max(1_000_000);

/** What a studio may set for one game. A setting that is absent has the platform's default. */
export const gameConfigSchema = z
  .strictObject({
    defaultPersona: storableText(100).meta({ description: "One of ours, or of the game's own." }),
    defaultLanguage: languageTag,
    emotionBudgetUsdPerDay: budget.meta({ description: 'US dollars a UTC day; 0 means never.' }),
    dialogueBudgetUsdPerDay: budget.meta({ description: 'US dollars a UTC day; 0 means never.' }),
    llmEnabled: z.boolean(),
    memoryThreshold: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Importance from which an event becomes a memory; 0.7 by default.' }),
    retentionDays: z
      .int()
      .min(1)
      .max(3650)
      .meta({ description: 'Days after which events and metrics are removed; what was counted of them stays.' }),
    emotionSensitivity: z.number().min(0.5).max(1.5).meta({ description: 'Multiplier on intensity.' }),
    rateLimit: z
      .strictObject({ rps: rate, burst: rate })
      .meta({ description: 'Requests a second in the long run, and at once, for each key of the game.' }),
  })
  .partial()
  .meta({ id: 'GameConfig' });

export type GameConfig = z.infer<typeof gameConfigSchema>;

const name = storableText(200);
const description = storableText(2000, 0);

export const createGameSchema = z
  .strictObject({
    name,
    description: description.nullish(),
    // A game that is not there yet has no personas of its own.
    config: gameConfigSchema.extend({ defaultPersona: z.enum(PERSONA_NAMES).optional() }).optional(),
  })
  .meta({ example: { name: 'Emberfall', config: { defaultPersona: 'cool' } } });

/** A merge patch (RFC 7386): what is absent stays, null removes. */
export const patchGameSchema = z.strictObject({
  name: name.optional(),
  description: description.nullish(),
  config: z
    .strictObject({
      ...Object.fromEntries(
        Object.entries(gameConfigSchema.shape).map(([key, schema]) => [key, (schema as z.ZodType).nullish()]),
      ),
      rateLimit: z.strictObject({ rps: rate.nullish(), burst: rate.nullish() }).nullish(),
    })
    .nullish()
    .meta({ description: 'Merged into the stored config; null removes a setting, or all of them.' }),
});

export const gameSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    config: gameConfigSchema,
    active: z.boolean(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Game' });

export const gameStatsSchema = z
  .object({ totalPlayers: z.int(), activePlayersToday: z.int(), totalEvents: z.int() })
  .meta({ description: 'May be 30 seconds behind.' });

export const gameWithStatsSchema = gameSchema.extend({ stats: gameStatsSchema });
export const createdGameSchema = gameSchema.extend({
  apiKey: z.string().meta({ description: "The game's first key. Shown this once." }),
});
export const gameListSchema = listOf(gameSchema.partial());

export const gameListQuery = z.object({ ...pagingQuery, fields: fieldsQuery });
export const gameQuery = z.object({ fields: fieldsQuery });
export const keyListQuery = z.object({ ...pagingQuery, fields: fieldsQuery });
export const gameIdParam = uuid;

export const createKeySchema = z.strictObject({ name: storableText(100), expiresAt: timeInput.nullish() });
export const keySchema = z
  .object({
    id: z.uuid(),
    gameId: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    expiresAt: timestamp.nullable(),
    revokedAt: timestamp.nullable(),
    lastUsedAt: timestamp.nullable().meta({ description: 'To the minute.' }),
    createdAt: timestamp,
  })
  .meta({ id: 'ApiKey' });
export const issuedKeySchema = keySchema.extend({ key: z.string().meta({ description: 'Shown this once.' }) });
export const keyListSchema = listOf(keySchema.partial());

export type CreateGame = z.infer<typeof createGameSchema>;
export type PatchGame = z.infer<typeof patchGameSchema>;
export type CreateKey = z.infer<typeof createKeySchema>;
export type Game = z.infer<typeof gameSchema>;
export type GameStats = z.infer<typeof gameStatsSchema>;
export type GameListQuery = z.infer<typeof gameListQuery>;
export type KeyListQuery = z.infer<typeof keyListQuery>;

export const GAME_FIELDS = [
  'id',
  'name',
  'description',
  'config',
  'active',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Game)[];
