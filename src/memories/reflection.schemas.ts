import { z } from 'zod';
import { memorySchema } from './memory.schemas.js';

export const reflectionsSchema = z.object({
  items: z.array(memorySchema).meta({
    description: 'The reflections made, each with the `sourceIds` it was drawn from; none while too little gathered.',
  }),
  unreflectedImportance: z.number().min(0).meta({
    description: 'How much importance had gathered since the last time, of at most a thousand memories.',
  }),
  threshold: z.number().meta({ description: 'What that must exceed for a reflection.' }),
});

export type Reflections = z.infer<typeof reflectionsSchema>;
