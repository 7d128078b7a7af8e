import { z } from 'zod';
import { DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET } from './pagination.tables.js';

const wholeNumber = (message: string) =>
  z
    .string()
    .regex(/^-?\d{1,100}$/, message)
    .transform(Number);

/** `limit`, clamped to its maximum; below 1 is refused. */
export const limitQuery = wholeNumber('must be a whole number')
  .pipe(z.number().min(1, 'must be at least 1'))
  .transform((limit) => Math.min(limit, MAX_LIMIT))
  .optional()
  .meta({
    type: 'integer',
    minimum: 1,
    description: `How many, ${DEFAULT_LIMIT} when absent; more than ${MAX_LIMIT} is clamped to ${MAX_LIMIT}.`,
  });

export const offsetQuery = wholeNumber('must be a whole number')
  .pipe(z.number().min(0, 'must be at least 0').max(MAX_OFFSET, `must be at most ${MAX_OFFSET}; page on with a cursor`))
  .optional()
  .meta({
    type: 'integer',
    minimum: 0,
    description: 'How many to pass over, 0 when absent. The answer then has the total.',
  });

export const cursorQuery = z.string().max(500).optional().meta({
  description: 'The `nextCursor` of the page before: stable while rows are added. Not together with `offset`.',
});

export const fieldsQuery = z
  .string()
  .max(1000)
  .optional()
  .meta({ description: 'Comma-separated names of the fields to return; all when absent.' });

/** Spread into a list route's query schema. */
export const pagingQuery = { limit: limitQuery, offset: offsetQuery, cursor: cursorQuery };

export const pageSchema = z.object({
  limit: z.int(),
  offset: z.int().optional(),
  total: z.int().optional().meta({ description: 'Only with offset paging.' }),
  nextCursor: z.string().nullable(),
});

/** The shape of every list. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), page: pageSchema });
