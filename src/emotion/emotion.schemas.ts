import { z } from 'zod';
import { uuid } from '../common/text.schemas.js';
import { eventContextSchema, eventDataSchema, eventType } from '../events/event.schemas.js';
import { EMOTION_NAMES } from './emotion.types.js';

const MAX_BATCH = 100;
const unit = z.number().min(0).max(1);
const coordinate = z.number().min(-1).max(1);

export const analyzeSchema = z
  .strictObject({
    type: eventType,
    data: eventDataSchema.optional(),
    context: eventContextSchema.optional(),
    playerId: uuid
      .optional()
      .meta({ description: "The player's mood and counts then colour the answer; nothing changes." }),
    receipt: z.boolean().optional(),
  })
  .meta({ example: { type: 'player.victory', data: { mvp: true, winStreak: 5 } } });

export const analyzeBatchSchema = z.strictObject({
  events: z
    .array(analyzeSchema)
    .min(1, 'must have at least 1 event')
    .max(MAX_BATCH, `must have at most ${MAX_BATCH} events`),
});

export const analysisSchema = z
  .object({
    emotion: z.enum(EMOTION_NAMES),
    intensity: unit,
    confidence: unit,
    action: z.string().meta({ description: 'The suggested animation.' }),
    method: z.enum(['rule', 'ml', 'cached']),
    reasoning: z.string(),
    cacheHit: z.boolean(),
    costUsd: z.number().min(0),
    latencyMs: z.number().min(0),
    receipt: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'EmotionAnalysis' });

export const analysesSchema = z.object({ items: z.array(analysisSchema) });

export const catalogueSchema = z.object({
  emotions: z.array(
    z.object({
      name: z.enum(EMOTION_NAMES),
      pleasure: coordinate,
      arousal: coordinate,
      dominance: coordinate,
      action: z.string(),
    }),
  ),
  eventTypes: z.array(
    z.object({
      type: z.string(),
      reads: z.array(z.string()).meta({ description: 'The fields that change the answer.' }),
      memorable: z.boolean().meta({ description: 'Whether the server counts its times for each player.' }),
      memoryType: z.string(),
    }),
  ),
});

export type Analyze = z.infer<typeof analyzeSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
