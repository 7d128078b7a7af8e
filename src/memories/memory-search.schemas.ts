import { z } from 'zod';
import { storableText, timeInput } from '../common/text.schemas.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { eventContextSchema, eventDataSchema, eventType } from '../events/event.schemas.js';
import { MAX_LINE_CONTENT } from './context-block.rules.js';
import { importance, memorySchema, memoryType } from './memory.schemas.js';
import { RECALL_MODES } from './memory.types.js';
import { MAX_RECALLED } from './recall.tables.js';

const MAX_QUERY = 2000;
const DEFAULT_RECALLED = 10;
/** More types than a game has. */
const MAX_TYPES = 50;
/** Room for the block's frame and one line of the longest kind. */
const LEAST_CONTEXT_CHARACTERS = MAX_LINE_CONTENT / 2;
const MOST_CONTEXT_CHARACTERS = 20_000;

const axis = z.number().min(-1).max(1);
const unit = z.number().min(0).max(1);

const limit = z
  .int()
  .min(1, 'must be at least 1')
  .transform((wanted) => Math.min(wanted, MAX_RECALLED))
  .default(DEFAULT_RECALLED)
  .meta({ description: `How many; more than ${MAX_RECALLED} is clamped to ${MAX_RECALLED}.` });

const query = storableText(MAX_QUERY).refine((text) => text.trim() !== '', 'must not be blank');

export const searchMemoriesSchema = z
  .strictObject({
    query,
    limit,
    mode: z.enum(RECALL_MODES).default('balanced').meta({
      description: 'balanced weighs relevance, importance, recency and mood; exact goes by relevance alone.',
    }),
    types: z.array(memoryType).min(1, 'must name at least 1 type').max(MAX_TYPES).optional(),
    minImportance: importance.optional(),
    minRelevance: unit.optional().meta({
      description:
        'Leaves out, and makes no stronger, what has less relevance: 0.05 what shares nothing with the query, 0.2 some passing likenesses too. With vectors of a neural embedder a poor match can have 1.',
    }),
    since: timeInput.optional().meta({ description: 'Only what was made at this time or later.' }),
    until: timeInput.optional().meta({ description: 'Only what was made before this time.' }),
    mood: z
      .union([z.enum(EMOTION_NAMES), z.strictObject({ pleasure: axis, arousal: axis, dominance: axis })], {
        error: `must be { pleasure, arousal, dominance }, each -1 to 1, or one of ${EMOTION_NAMES.join(', ')}`,
      })
      .optional()
      .meta({ description: "The companion's mood; the player's stored one when absent." }),
    explain: z.boolean().default(false).meta({ description: 'Also answer what each score was made of.' }),
  })
  .refine(({ since, until }) => !since || !until || Date.parse(since) <= Date.parse(until), {
    path: ['until'],
    error: 'must not be before since',
  })
  .meta({ example: { query: 'the first boss we beat' } });

export const foundMemorySchema = z.object({
  memory: memorySchema,
  score: unit.meta({
    description:
      'Orders this list and is not to be compared with that of another query: in balanced mode importance, recency and mood alone reach 0.45. Whether anything answers the query is told by relevance (`minRelevance`, `explain`).',
  }),
  scores: z.object({ relevance: unit, keyword: unit, recency: unit, importance: unit, mood: unit }).optional().meta({
    description:
      'Only with `explain`; each relative to the best of those looked at, relevance also to how much of the question that has.',
  }),
});

export const foundMemoriesSchema = z.object({ items: z.array(foundMemorySchema) });

export const contextRequestSchema = z
  .strictObject({
    text: query.optional(),
    event: z
      .strictObject({ type: eventType, data: eventDataSchema.optional(), context: eventContextSchema.optional() })
      .optional(),
    limit,
    maxCharacters: z
      .int()
      .min(LEAST_CONTEXT_CHARACTERS, `must be at least ${LEAST_CONTEXT_CHARACTERS}`)
      .max(MOST_CONTEXT_CHARACTERS, `must be at most ${MOST_CONTEXT_CHARACTERS}`)
      .optional()
      .meta({ description: 'Of the block; 2,000 when absent.' }),
  })
  .refine(({ text, event }) => (text === undefined) !== (event === undefined), {
    path: ['text'],
    error: 'give either text or event',
  });

export const memoryContextSchema = z.object({
  items: z.array(foundMemorySchema).meta({
    description:
      'The memories that have a line in `text`, in its order; what does not fit into `maxCharacters` is in neither.',
  }),
  text: z.string().meta({ description: 'A block ready for a prompt; empty when nothing fits.' }),
});

export type SearchMemories = z.infer<typeof searchMemoriesSchema>;
export type FoundMemory = z.infer<typeof foundMemorySchema>;
export type ContextRequest = z.infer<typeof contextRequestSchema>;
export type MemoryContext = z.infer<typeof memoryContextSchema>;
