import { z } from 'zod';
import { dayOrTime } from '../analytics/analytics.schemas.js';
import { GRANULARITIES, MAX_RANGE_DAYS } from '../analytics/period.tables.js';
import { timestamp, uuid } from '../common/text.schemas.js';

/** Games that one backfill may name; all of them need no list. */
const MAX_GAME_IDS = 1000;
export const RUN_STATUSES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

const day = dayOrTime.meta({ description: `A date (UTC, inclusive) or a time; at most ${MAX_RANGE_DAYS} days.` });

export const startBackfillSchema = z.strictObject({
  granularity: z.enum(GRANULARITIES),
  from: day,
  to: day,
  gameIds: z
    .array(uuid)
    .min(1, 'must name at least one game')
    .max(MAX_GAME_IDS, `must name at most ${MAX_GAME_IDS} games`)
    .optional()
    .meta({ description: 'All games when absent.' }),
});
export type StartBackfill = z.infer<typeof startBackfillSchema>;

export const runIdParam = uuid;
export const startedBackfillSchema = z.object({ id: z.uuid() });
export const backfillSchema = z
  .object({
    id: z.uuid(),
    granularity: z.enum(GRANULARITIES),
    from: timestamp.meta({ description: 'The range as whole periods that are over.' }),
    to: timestamp.meta({ description: 'Exclusive.' }),
    status: z.enum(RUN_STATUSES),
    done: z.int().meta({ description: '(game, period) pairs that are built.' }),
    total: z.int(),
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    error: z.string().optional(),
  })
  .meta({ id: 'AggregationRun' });
export type Backfill = z.infer<typeof backfillSchema>;
