import { z } from 'zod';
import { cursorQuery, fieldsQuery, limitQuery, listOf, offsetQuery } from '../common/pagination.schemas.js';
import { depthWithin, languageTag, storableText, timeInput, timestamp, uuid } from '../common/text.schemas.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { externalId, moodSchema } from '../players/player.schemas.js';
import { receiptSchema } from './receipt.schemas.js';
import { DIFFICULTIES, RARITIES } from './event.types.js';

const MAX_DETAILS_BYTES = 16 * 1024;
const MAX_DETAILS_DEPTH = 8;
/** Larger counts than any game has; beyond them doubles and database integers stop being exact. */
const MAX_COUNT = 1_000_000_000;
const MAX_BATCH = 1000;

const count = z.int().min(0).max(MAX_COUNT);
const label = storableText(200, 0);
const streak = { deathStreak: count.optional(), winStreak: count.optional(), lossStreak: count.optional() };

const bounded = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .looseObject(shape)
    .refine((value) => depthWithin(value, MAX_DETAILS_DEPTH), `must be nested at most ${MAX_DETAILS_DEPTH} levels deep`)
    .refine(
      (value) =>
        !depthWithin(value, MAX_DETAILS_DEPTH) || Buffer.byteLength(JSON.stringify(value)) <= MAX_DETAILS_BYTES,
      `must be at most ${MAX_DETAILS_BYTES} bytes of JSON`,
    );

/** What happened. Other fields are kept and ignored. */
export const eventDataSchema = bounded({
  killCount: count.optional(),
  ...streak,
  mvp: z.boolean().optional(),
  rarity: z.enum(RARITIES).optional(),
  level: count.optional(),
  comboLength: count.optional(),
  margin: z.number().min(-1).max(1).optional(),
  durationSeconds: z.number().min(0).max(MAX_COUNT).optional(),
  isFirstTime: z.boolean().optional(),
  count: count.optional().meta({ description: 'The n-th time this happened.' }),
  amount: z.number().min(-1e15).max(1e15).optional(),
  item: label.optional(),
  enemy: label.optional(),
  ally: label.optional(),
  name: label.optional().meta({ description: "An achievement's or a quest's name." }),
  text: storableText(500, 0).optional().meta({ description: 'Chat.' }),
});

/** The circumstances. Other fields are kept and ignored. */
export const eventContextSchema = bounded({
  playerHealth: z.number().min(0).max(100).optional().meta({ description: 'Percent.' }),
  playerLevel: count.optional(),
  inCombat: z.boolean().optional(),
  difficulty: z.enum(DIFFICULTIES).optional(),
  gameTime: z.number().min(0).max(1e12).optional().meta({ description: "Seconds of the game's own clock." }),
  ...streak,
});

export const eventType = z
  .string()
  .max(100, 'must have at most 100 characters')
  .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/, 'must look like namespace.name, such as player.victory');

/** The sender's id of an event, unique in a game. */
const eventId = storableText(128);
export const LLM_WISHES = ['sync', 'async', 'off'] as const;
export const REACTION_PARTS = ['emotion', 'dialogue', 'memory'] as const;

const eventFields = {
  playerId: uuid.optional(),
  externalId: externalId.optional().meta({ description: 'Instead of playerId; an unknown one makes the player.' }),
  gameId: uuid.optional().meta({ description: 'Needed with an admin key and an externalId.' }),
  type: eventType,
  data: eventDataSchema.optional(),
  context: eventContextSchema.optional(),
  eventId: eventId.optional().meta({
    description: 'Yours, one for each event of your game, for exactly-once: a repeat gets the first reaction again.',
  }),
  occurredAt: timeInput.optional().meta({ description: 'At most 5 minutes ahead and 400 days back; now when absent.' }),
};

const onePlayer = (event: { playerId?: string | undefined; externalId?: string | undefined }) =>
  (event.playerId === undefined) !== (event.externalId === undefined);
const ONE_PLAYER = { path: ['playerId'], error: 'give either playerId or externalId' };

export const postEventSchema = z
  .strictObject({
    ...eventFields,
    respond: z
      .array(z.enum(REACTION_PARTS))
      .min(1)
      .max(3)
      .optional()
      .meta({ description: 'The parts to produce; all when absent.' }),
    language: languageTag.optional().meta({ description: "Of this reaction; the player's when absent." }),
    receipt: z.boolean().optional().meta({ description: 'Also answer how it was decided.' }),
    llm: z.enum(LLM_WISHES).optional().meta({
      description:
        "Special moments: wait for a model (sync, the default), answer with a written line and send the model's on the stream as `line` (async), or ask none (off). With sync the player's next event waits as well, whatever it is and whatever its own `llm`, as a player's events are taken in order: use async in a match.",
    }),
  })
  .refine(onePlayer, ONE_PLAYER)
  .meta({
    example: { externalId: 'mira', type: 'player.bosskill', data: { enemy: 'Gravemaw', isFirstTime: true } },
  });

export const batchEventSchema = z.strictObject(eventFields).refine(onePlayer, ONE_PLAYER);

export const batchSchema = z.strictObject({
  events: z
    .array(z.unknown())
    .min(1, 'must have at least 1 event')
    .max(MAX_BATCH, `must have at most ${MAX_BATCH} events`),
});

const unit = z.number().min(0).max(1);

export const emotionResultSchema = z
  .object({
    emotion: z.enum(EMOTION_NAMES),
    intensity: unit,
    confidence: unit,
    action: z.string(),
    method: z.enum(['rule', 'ml', 'cached']),
    reasoning: z.string(),
  })
  .meta({ id: 'EmotionResult' });

export const dialogueResultSchema = z
  .object({
    text: z.string(),
    characterPersona: z.string(),
    language: z.string(),
    method: z.enum(['template', 'llm', 'cached']),
    reasons: z.array(z.string()).meta({ description: 'The special cases that held.' }),
    memoryIds: z.array(z.uuid()).meta({ description: 'The memories it called to mind.' }),
  })
  .meta({ id: 'DialogueResult' });

export const reactionSchema = z
  .object({
    id: z.uuid().meta({ description: "AGL's own id of the event." }),
    eventId: z.string().meta({ description: "The sender's id, else AGL's." }),
    playerId: z.uuid(),
    occurredAt: timestamp,
    emotion: emotionResultSchema.nullable().meta({ description: 'null when `respond` leaves it out.' }),
    mood: moodSchema,
    dialogue: dialogueResultSchema
      .nullable()
      .meta({ description: 'null when `respond` leaves it out, and for events of a batch.' }),
    memory: z.object({ id: z.uuid(), importance: unit }).nullable(),
    costUsd: z.number().min(0),
    latencyMs: z.number().min(0),
    duplicate: z.literal(true).optional().meta({
      description:
        "This eventId was seen: the first reaction again; of `llm: async` with the model's line once it has come.",
    }),
    receipt: receiptSchema.optional(),
  })
  .meta({ id: 'Reaction' });

/** A receipt is written down as the engines have it; that it is what the schema says is checked by its tests. */
export type Reaction = Omit<z.infer<typeof reactionSchema>, 'receipt'> & { receipt?: Record<string, unknown> };

export const batchAnswerSchema = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  results: z.array(
    z.object({
      index: z.int(),
      status: z.enum(['accepted', 'duplicate', 'rejected']),
      eventId: z.string().nullable(),
      error: z.string().optional(),
    }),
  ),
});

export const eventSchema = z
  .object({
    id: z.uuid(),
    eventId: z.string(),
    playerId: z.uuid(),
    gameId: z.uuid(),
    type: z.string(),
    data: z.record(z.string(), z.unknown()),
    context: z.record(z.string(), z.unknown()),
    emotion: z.enum(EMOTION_NAMES).nullable(),
    intensity: unit.nullable(),
    confidence: unit.nullable(),
    method: z.string().nullable(),
    reaction: reactionSchema.omit({ duplicate: true, receipt: true }),
    occurredAt: timestamp,
    createdAt: timestamp,
  })
  .meta({ id: 'Event' });

export type StoredEvent = z.infer<typeof eventSchema>;

export const EVENT_FIELDS = Object.keys(eventSchema.shape) as (keyof StoredEvent)[];

export const eventListQuery = z.object({
  type: eventType.optional(),
  emotion: z.enum(EMOTION_NAMES).optional(),
  since: timeInput.optional().meta({ description: 'Only what happened at this time or later.' }),
  limit: limitQuery,
  offset: offsetQuery,
  cursor: cursorQuery,
  fields: fieldsQuery,
});
export const eventListSchema = listOf(eventSchema.partial());

export type PostEvent = z.infer<typeof postEventSchema>;
export type BatchEvent = z.infer<typeof batchEventSchema>;
export type BatchAnswer = z.infer<typeof batchAnswerSchema>;
export type EventListQuery = z.infer<typeof eventListQuery>;
