import { z } from 'zod';

/** An error as every route answers it: problem+json (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'The request id.' }),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'For bad input: each field and the rule it breaks.' }),
    moreErrors: z.int().optional().meta({ description: 'How many more there are than `errors` has room for.' }),
    warnings: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Of a pack of lines: what would be remarked if it were taken, the first 100.' }),
  })
  .meta({ id: 'Problem' });
