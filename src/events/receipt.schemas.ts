import { z } from 'zod';

const rejection = z.object({
  id: z.string(),
  reason: z.enum([
    'criteria_fail',
    'slot_missing',
    'once_said',
    'on_cooldown',
    'said_recently',
    'less_specific',
    'game_line_wins',
    'said_more_often',
    'said_later',
    'lost_draw',
  ]),
});

const cause = z.string().nullable().optional();

/** How a reaction was decided, as `receipt: true` shows it. docs/receipts.md explains one. */
export const receiptSchema = z
  .looseObject({
    seed: z.int().meta({ description: 'What chance was drawn with.' }),
    appraisal: z.looseObject({
      parts: z.array(
        z.object({
          rule: z.string(),
          effect: z.number().meta({ description: 'What it added or multiplied by, or the value it set.' }),
          on: z.enum(['desirability', 'magnitude', 'intensity', 'confidence', 'emotion']),
        }),
      ),
      situation: z.looseObject({
        count: z.int().nullable(),
        isFirstTime: z.boolean(),
        sensitivity: z.number(),
      }),
    }),
    rulesFired: z.array(z.string()),
    memories: z.array(z.unknown()).meta({ description: 'Those that were recalled, best first, with their scores.' }),
    line: z
      .looseObject({
        method: z.enum(['template', 'llm', 'cached']).meta({ description: 'Whose line was said.' }),
        templateId: z.string().meta({
          description:
            "The written line that was chosen; `game/…` is one of the game's own. Where `method` is not `template` a model's line was said in its place.",
        }),
        specificity: z.number().meta({ description: 'Event 8, each condition 5, emotion 4, persona 2.' }),
        rejected: z.array(rejection).meta({ description: 'The most specific of the others, and why not they.' }),
      })
      .nullable(),
    llm: z.looseObject({
      used: z.boolean(),
      emotion: z.looseObject({ cause: cause.meta({ description: 'Why no model judged; null when one did.' }) }),
      dialogue: z
        .looseObject({ cause: cause.meta({ description: "Why no model's line was said; null when one was." }) })
        .nullable(),
    }),
    replay: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'All that the decision was made on, so that it can be made again; not for programs.' }),
  })
  .meta({ id: 'Receipt' });
