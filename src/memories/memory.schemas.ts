import { z } from 'zod';
import { fieldsQuery, listOf, pagingQuery } from '../common/pagination.schemas.js';
import { boundedJsonObject, storableText, timeInput, timestamp, uuid } from '../common/text.schemas.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { MEMORY_SOURCES } from './memory.types.js';

const MAX_CONTENT = 2000;
const MAX_CONTEXT_BYTES = 16 * 1024;
const MAX_CONTEXT_DEPTH = 8;
const MAX_BATCH = 100;
/** A century: longer than any game. */
const MAX_AGE_DAYS = 36_500;

export const memoryType = z
  .string()
  .regex(/^[a-z0-9_-]{1,50}$/, 'must be 1 to 50 of a-z, 0-9, - and _')
  .meta({
    description:
      "AGL's own are achievement, milestone, combat, quest, loot, social, session, conversation and reflection.",
  });
export const importance = z.number().min(0).max(1);

/** A memory as every route answers it. */
export const memorySchema = z
  .object({
    id: z.uuid(),
    playerId: z.uuid(),
    gameId: z.uuid(),
    type: z.string(),
    content: z.string(),
    emotion: z.enum(EMOTION_NAMES).nullable(),
    importance: z.number().min(0).max(1),
    context: z.record(z.string(), z.unknown()).meta({
      description:
        'As it was given; of an event its type and names, and, once it happened again with the same names, how often (`times`) and when last (`lastAt`).',
    }),
    source: z.enum(MEMORY_SOURCES),
    pinned: z.boolean(),
    strength: z.number().meta({ description: 'How often it was reinforced or recalled; slows forgetting.' }),
    eventId: z.uuid().nullable().meta({ description: 'The event it came from.' }),
    sourceIds: z.array(z.uuid()).meta({ description: 'The memories a reflection was drawn from.' }),
    createdAt: timestamp,
    updatedAt: timestamp,
    lastRecalledAt: timestamp.nullable(),
    expiresAt: timestamp.nullable(),
  })
  .meta({ id: 'Memory' });

export type Memory = z.infer<typeof memorySchema>;

const content = storableText(MAX_CONTENT).refine((text) => text.trim() !== '', 'must not be blank');

export const createMemorySchema = z
  .strictObject({
    type: memoryType,
    content,
    emotion: z.enum(EMOTION_NAMES).nullish(),
    importance: importance.optional().meta({
      description:
        'Scored when absent, from type, emotion, and rarity, mvp, the streaks and isFirstTime of the context.',
    }),
    context: boundedJsonObject(MAX_CONTEXT_BYTES, MAX_CONTEXT_DEPTH).optional(),
    source: z.enum(MEMORY_SOURCES).default('server').meta({ description: 'Who says so.' }),
    pinned: z.boolean().default(false).meta({ description: 'Never forgotten by age.' }),
    expiresAt: timeInput.nullish().meta({ description: 'In the future; from then on it is gone.' }),
  })
  .meta({ example: { type: 'social', content: 'Promised to show haru the way to the old tower.' } });

export const createMemoriesSchema = z.strictObject({
  memories: z
    .array(createMemorySchema)
    .min(1, 'must have at least 1 memory')
    .max(MAX_BATCH, `must have at most ${MAX_BATCH} memories`),
});

export const createdMemoriesSchema = z.object({
  items: z
    .array(z.object({ status: z.enum(['created', 'reinforced']), memory: memorySchema }))
    .meta({ description: 'One for each memory that was given, in their order.' }),
  created: z.int(),
  reinforced: z.int(),
});

/** A merge patch (RFC 7386): what is absent stays; a null expiresAt removes it. */
export const patchMemorySchema = z.strictObject({
  importance: importance.optional(),
  pinned: z.boolean().optional(),
  content: content.optional(),
  expiresAt: timeInput.nullish(),
});

const unitQuery = z
  .string()
  .regex(/^\d(\.\d{1,15})?$/, 'must be a number from 0 to 1')
  .transform(Number)
  .pipe(z.number().max(1, 'must be at most 1'))
  .meta({ type: 'number', minimum: 0, maximum: 1 });

export const MEMORY_ORDERS = ['createdAt', 'importance'] as const;

export const memoryListQuery = z.object({
  type: memoryType.optional(),
  emotion: z.enum(EMOTION_NAMES).optional(),
  minImportance: unitQuery.optional(),
  since: timeInput.optional().meta({ description: 'Only what was made at this time or later.' }),
  order: z.enum(MEMORY_ORDERS).default('createdAt').meta({ description: 'Newest, or most important, first.' }),
  ...pagingQuery,
  fields: fieldsQuery,
});
export const memoryListSchema = listOf(memorySchema.partial());
export const memoryQuery = z.object({ fields: fieldsQuery });
export const memoryIdParam = uuid;

export const deleteMemoriesQuery = z
  .object({
    olderThanDays: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a whole number')
      .transform(Number)
      .pipe(z.number().max(MAX_AGE_DAYS, `must be at most ${MAX_AGE_DAYS}`))
      .optional()
      .meta({ type: 'integer', minimum: 0, description: 'Only what was made more than so many days ago.' }),
    maxImportance: unitQuery.optional().meta({ description: 'Only what is as important as this, or less.' }),
  })
  .refine(({ olderThanDays, maxImportance }) => olderThanDays !== undefined || maxImportance !== undefined, {
    path: ['olderThanDays'],
    error: 'give olderThanDays, maxImportance or both',
  });
export const deletedMemoriesSchema = z.object({ deleted: z.int() });

export type CreateMemory = z.infer<typeof createMemorySchema>;
export type CreateMemories = z.infer<typeof createMemoriesSchema>;
export type CreatedMemories = z.infer<typeof createdMemoriesSchema>;
export type PatchMemory = z.infer<typeof patchMemorySchema>;
export type MemoryListQuery = z.infer<typeof memoryListQuery>;
export type DeleteMemoriesQuery = z.infer<typeof deleteMemoriesQuery>;
