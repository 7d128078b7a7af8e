import { z } from 'zod';

export const liveSchema = z.object({ status: z.literal('ok') });

const dependency = z.object({
  status: z.enum(['up', 'degraded', 'down', 'disabled']).meta({
    description: '`degraded`: the language model is there and refuses its key, its account or its model.',
  }),
  detail: z.string().optional(),
});

export const readySchema = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'down'])
      .meta({ description: '`degraded` serves, more slowly; `down` is answered with 503.' }),
    dependencies: z.object({ database: dependency, redis: dependency, vectors: dependency, llm: dependency }),
  })
  .meta({ id: 'Readiness' });

export type Readiness = z.infer<typeof readySchema>;
