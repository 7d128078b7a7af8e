import { z } from 'zod';
import { languageTag, timestamp } from '../common/text.schemas.js';
import { gamePackSchema } from './game-pack.schemas.js';
import { LINT_KINDS } from './pack-lint.tables.js';

/** Taken as it comes: the service checks it line by line and reports everything that is wrong. */
export const putTemplatesSchema = z
  .unknown()
  .meta(z.toJSONSchema(gamePackSchema, { io: 'input', unrepresentable: 'any' }));

export const templateSummarySchema = z.object({
  language: z.string(),
  lines: z.int(),
  personas: z.array(z.string()).meta({ description: 'The personas that this pack describes.' }),
  updatedAt: timestamp.nullable().meta({ description: 'null when the pack was removed.' }),
});

export const storedTemplatesSchema = templateSummarySchema
  .extend({
    counts: z.object({
      errors: z.literal(0),
      warnings: z.int(),
      byKind: z.record(z.string(), z.int()),
    }),
    coverage: z
      .object({
        cells: z.int().meta({ description: 'personas x events x emotions.' }),
        covered: z.int(),
        share: z.number().min(0).max(1).meta({ description: 'covered / cells' }),
        personas: z.array(z.string()).meta({ description: "Those with lines in the pack; * when all are anybody's." }),
        events: z.int().meta({ description: "The built-in types; a game's own are not counted." }),
        emotions: z.int(),
      })
      .meta({
        description:
          'For how many cells (a persona, a built-in event, an emotion) the pack has the three lines about the event that it takes not to repeat soon; ours fill the rest. A small share is no fault.',
      }),
    warnings: z
      .array(
        z.object({
          path: z.string(),
          line: z.string().nullable(),
          kind: z.enum(Object.keys(LINT_KINDS) as (keyof typeof LINT_KINDS)[]),
          message: z.string(),
        }),
      )
      .meta({ description: 'In the order of the lines, the first 200; `counts` has them all.' }),
  })
  .meta({ id: 'StoredTemplates' });

export const templateListSchema = z.object({ items: z.array(templateSummarySchema) });
export const templatesSchema = z.union([templateListSchema, gamePackSchema]);
export const templateQuery = z.object({
  language: languageTag.optional().meta({ description: 'Then the answer is this pack as it was put.' }),
});
export const templateLanguageParam = languageTag;

export type StoredTemplates = z.infer<typeof storedTemplatesSchema>;
export type TemplateSummary = z.infer<typeof templateSummarySchema>;
export type TemplateQuery = z.infer<typeof templateQuery>;
