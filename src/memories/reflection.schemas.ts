import { z } from 'zod';
import { memorySchema } from './memory.schemas.js';

export const reflectionsSchema = z.object({
  items: z.array(memorySchema).meta({
    description: 'The reflections made, each with the `sourceIds` it was drawn from; none while too little gathered.',
  }),
});
