import { z } from 'zod';
import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { isLanguageTag } from './language.rules.js';
import { ANY_PERSONA, NEUTRAL_PERSONA, PERSONA_NAMES } from './persona.tables.js';

/** Lines in one pack: about twice the largest built-in language. */
export const MAX_PACK_LINES = 5_000;
/** Characters of a text: four times what a companion says in one breath, for plurals take room. */
export const MAX_LINE_TEXT = 500;
/** One year: a longer pause means `once`. */
const MAX_COOLDOWN_SECONDS = 31_536_000;
/** Fields in one `when`: no event has more that matter at once. */
const MAX_WHEN_FIELDS = 8;

/** Names the fields that are allowed, for a typing error should be found without opening the documentation. */
function onlyFields(allowed: string) {
  return (issue: z.core.$ZodRawIssue) =>
    issue.code === 'unrecognized_keys' ? `unknown field ${issue.keys.join(', ')}; allowed: ${allowed}` : undefined;
}

const scalar = z.union([z.string().min(1).max(100), z.number(), z.boolean()]);

const CONDITION = 'a condition is a value, or an object with gte, lte (numbers) or in (a list of 1 to 50 values)';

const comparison = z
  .strictObject({
    gte: z.number().optional(),
    lte: z.number().optional(),
    in: z.array(scalar).min(1).max(50).optional(),
  })
  .refine((value) => Object.keys(value).length > 0, CONDITION);

const condition = z.union([scalar, comparison], { error: CONDITION });

const conditions = z
  .record(z.string().min(1).max(40), condition)
  .refine((when) => Object.keys(when).length <= MAX_WHEN_FIELDS, `when: at most ${MAX_WHEN_FIELDS} fields`);

/** A record drops this name without a word, so that no one would be told of it. */
function refusePrototype(when: unknown, context: z.RefinementCtx): unknown {
  if (typeof when === 'object' && when !== null && Object.hasOwn(when, '__proto__')) {
    context.addIssue({ code: 'custom', path: ['__proto__'], message: 'unknown field __proto__' });
  }
  return when;
}

const packLine = z.strictObject(
  {
    id: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9._:-]+$/, 'id: 1 to 100 letters, digits and . _ : - are allowed'),
    persona: z.string().meta({ description: 'The name of a persona, or * for any.' }),
    event: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/, 'event: must be namespace.name, such as player.victory')
      .optional(),
    emotion: z.enum(EMOTION_NAMES, { error: `unknown emotion; allowed: ${EMOTION_NAMES.join(', ')}` }).optional(),
    when: z.preprocess(refusePrototype, conditions).optional(),
    text: z
      .string()
      .max(MAX_LINE_TEXT)
      .regex(/^\P{Cc}*$/u, 'text: no line breaks or control characters')
      .regex(/\S/, 'text: must not be blank'),
    weight: z.number().positive().max(100).optional(),
    cooldownSeconds: z.number().min(0).max(MAX_COOLDOWN_SECONDS).optional(),
    once: z.boolean().optional(),
  },
  { error: onlyFields('id, persona, event, emotion, when, text, weight, cooldownSeconds, once') },
);

/** One line of a pack, of one of these personas or of any. */
export const packLineSchemaFor = (personas: readonly string[]) =>
  packLine.extend({
    persona: z.enum([...personas, ANY_PERSONA], {
      error: `unknown persona; allowed: ${[...personas, ANY_PERSONA].join(', ')}`,
    }),
  });

/** A line of a built-in pack. */
export const packLineSchema = packLineSchemaFor([...PERSONA_NAMES, NEUTRAL_PERSONA]);

/** A built-in pack: the lines of one language. Texts are checked further by `compilePack`. */
export const packSchema = z.strictObject(
  {
    language: z.string().refine(isLanguageTag, 'language: must be a BCP 47 tag, such as en, pt-BR or zh-Hant'),
    lines: z.array(packLineSchema).min(1).max(MAX_PACK_LINES),
  },
  { error: onlyFields('language, lines') },
);

export interface Pack {
  readonly language: string;
  readonly lines: readonly PackLine[];
}
export type PackLine = z.infer<typeof packLine>;
