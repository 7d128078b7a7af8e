import { z } from 'zod';
import { timestamp, uuid } from '../common/text.schemas.js';
import { BLOCKS } from './blocked-by.rules.js';

const usd = z.number().meta({ description: 'US dollars.' });

const kindSchema = z.object({
  budgetUsd: usd.meta({ description: 'Of this UTC day. 0 means never.' }),
  spentUsd: usd,
  reservedUsd: usd.meta({ description: 'The worst cases of the calls under way.' }),
  leftUsd: usd.meta({
    description:
      'Neither spent nor reserved. A call is made only if its worst case fits in, so a little is left when the budget is used up: see `nextCall`.',
  }),
  nextCall: z
    .object({
      leastUsd: usd.nullable().meta({
        description:
          'The worst case of the cheapest call that was asked for today: what a call reserves at least. Null where none was.',
      }),
      blockedBy: z.enum(BLOCKS).nullable().meta({
        description:
          'What stands in its way: no model configured, `llmEnabled` is false, the circuit of the model, the budget of the kind, that of the platform, the share of the last hour. Null: nothing.',
      }),
    })
    .meta({ description: 'As the process that answers knows it.' }),
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
