import { z } from 'zod';
import { languageTag, storableText, uuid } from '../common/text.schemas.js';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { eventContextSchema, eventDataSchema, eventType } from '../events/event.schemas.js';

/** The fields of an event's data and of its context alike: a line asks for a field, not for where it stood. */
const momentSchema = eventDataSchema.safeExtend(eventContextSchema.shape);

export const generateSchema = z
  .strictObject({
    eventType,
    emotion: z.enum(EMOTION_NAMES),
    characterPersona: storableText(100).meta({ description: "One of ours, or of the game's own." }),
    language: languageTag.optional(),
    playerId: uuid
      .optional()
      .meta({ description: 'Then no line repeats before its variants were said to this player.' }),
    context: momentSchema.optional().meta({ description: "The event's fields, such as item, count or playerHealth." }),
    forceLlm: z.boolean().optional().meta({ description: 'Administrators only.' }),
  })
  .meta({ example: { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' } });

export const generatedSchema = z
  .object({
    text: z.string(),
    method: z.enum(['template', 'llm', 'cached']),
    language: z.string(),
    usedSpecialCase: z.boolean(),
    reasons: z.array(z.string()).meta({ description: 'The special cases that held.' }),
    memoryIds: z.array(z.uuid()),
    cacheHit: z.boolean(),
    costUsd: z.number().min(0),
    latencyMs: z.number().min(0),
  })
  .meta({ id: 'GeneratedLine' });

export const personasSchema = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      traits: z.array(z.string()),
      baseline: z
        .object({ pleasure: z.number(), arousal: z.number(), dominance: z.number() })
        .meta({ description: 'The mood it comes back to, each -1 to 1.' }),
      sample: z.string().optional().meta({ description: "A game's own example of how its persona speaks." }),
      sampleLines: z.record(z.string(), z.array(z.string())).meta({ description: 'By language.' }),
    }),
  ),
});

export const languagesSchema = z.object({
  items: z.array(
    z.object({
      language: z.string(),
      name: z.string().meta({ description: 'In English.' }),
      lines: z.int(),
      personas: z.array(z.string()),
      coverage: z
        .number()
        .min(0)
        .max(1)
        .meta({ description: 'Share of persona, event and emotion with enough lines of their own not to repeat.' }),
    }),
  ),
});

export type Generate = z.infer<typeof generateSchema>;
export type GeneratedLine = z.infer<typeof generatedSchema>;
export type Personas = z.infer<typeof personasSchema>;
export type Languages = z.infer<typeof languagesSchema>;
