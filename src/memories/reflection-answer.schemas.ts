import { z } from 'zod';

/** What a model that was asked for insights answers; the numbers are those of the memories it was told. */
export const reflectionAnswerSchema = z.object({
  insights: z.array(z.object({ text: z.string(), sources: z.array(z.int()) })),
});
