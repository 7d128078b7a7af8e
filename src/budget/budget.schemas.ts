import { z } from 'zod';
import { timestamp, uuid } from '../common/text.schemas.js';

const usd = z.number().meta({ description: 'US dollars.' });

const kindSchema = z.object({
  budgetUsd: usd.meta({ description: 'Of this UTC day. 0 means never.' }),
  spentUsd: usd,
  reservedUsd: usd.meta({ description: 'The worst cases of the calls under way.' }),
  leftUsd: usd.meta({ description: 'What another call may cost.' }),
  lastHour: z
    .object({
      requests: z.int().meta({ description: 'Of single routes; batches do not count.' }),
      llmCalls: z.int(),
      share: z.number().meta({ description: 'Calls to requests; fewer than 100 requests count as 100.' }),
      target: z.number(),
      hardStop: z.number().meta({ description: 'No model is asked beyond this share.' }),
    })
    .meta({ description: 'To the minute; requests of other instances may be a second behind.' }),
});

export const budgetSchema = z
  .object({
    gameId: z.uuid(),
    day: z.iso.date(),
    resetsAt: timestamp,
    kinds: z.object({ emotion: kindSchema, dialogue: kindSchema }),
    platform: z
      .object({ budgetUsd: usd.nullable(), spentUsd: usd, reservedUsd: usd, leftUsd: usd.nullable() })
      .optional()
      .meta({ description: 'All games together; null where there is no bound. For admin keys.' }),
    llmEnabled: z.boolean(),
    provider: z.string().nullable().meta({ description: 'Null where no model is configured.' }),
    model: z.string().nullable(),
  })
  .meta({ id: 'Budget' });

export const budgetGameParam = uuid;
export type BudgetView = z.infer<typeof budgetSchema>;
