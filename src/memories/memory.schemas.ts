import { z } from 'zod';
import { timestamp } from '../common/text.schemas.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { MEMORY_SOURCES } from './memory.types.js';

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
    context: z.record(z.string(), z.unknown()),
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
