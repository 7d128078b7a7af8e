import { z } from 'zod';
import { languageTag, storableText } from '../common/text.schemas.js';
import { MAX_GAME_PACK_LINES, MAX_GAME_PERSONAS } from './game-pack.tables.js';
import { MAX_LINE_TEXT, packLineSchemaFor } from './pack.schemas.js';
import { isBuiltIn } from './persona.rules.js';
import { NEUTRAL_PERSONA, PERSONA_NAMES } from './persona.tables.js';

/** Characters of a persona's name. */
export const MAX_PERSONA_NAME = 40;
const pad = z.number().min(-1).max(1);
const ONE_LINE = /^\P{Cc}*$/u;
const oneLine = (maximum: number) =>
  storableText(maximum).regex(ONE_LINE, 'must not have line breaks or control characters');

/** A character that a game brings along. */
export const gamePersonaSchema = z.strictObject({
  name: z
    .string()
    .max(MAX_PERSONA_NAME)
    .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a letter, then letters, digits, _ or -')
    .refine(
      (name) => !isBuiltIn(name.toLowerCase()) && name.toLowerCase() !== NEUTRAL_PERSONA,
      `must not be ${[...PERSONA_NAMES, NEUTRAL_PERSONA].join(', ')}: those are built in`,
    ),
  description: oneLine(MAX_LINE_TEXT).optional().meta({ description: 'One sentence, also for a model.' }),
  traits: z.array(oneLine(60)).max(12).optional(),
  baseline: z
    .strictObject({ pleasure: pad, arousal: pad, dominance: pad })
    .optional()
    .meta({ description: 'The mood it comes back to; the middle of all three when absent.' }),
  sample: oneLine(MAX_LINE_TEXT).optional().meta({ description: 'A line that shows how it speaks.' }),
});

/** A game's pack less its lines, which are checked one by one. */
export const gamePackEnvelope = z.strictObject({
  language: languageTag,
  lines: z.array(z.unknown()).max(MAX_GAME_PACK_LINES),
  personas: z.array(gamePersonaSchema).max(MAX_GAME_PERSONAS).optional(),
});

/** A game's pack as it is documented; it is checked by `game-pack.rules.ts`, which reports all that is wrong with it. */
export const gamePackSchema = gamePackEnvelope
  .extend({
    lines: z.array(packLineSchemaFor(PERSONA_NAMES).extend({ persona: z.string() })).max(MAX_GAME_PACK_LINES),
  })
  .meta({
    id: 'TemplatePack',
    example: {
      language: 'en',
      personas: [
        { name: 'grizz', traits: ['gruff', 'loyal'], baseline: { pleasure: 0, arousal: -0.1, dominance: 0.3 } },
      ],
      lines: [
        { id: 'grizz.win.1', persona: 'grizz', event: 'player.victory', text: 'Hrm. Good axe work, that.' },
        { id: 'loot.1', persona: '*', event: 'player.loot', text: '{item}? That goes into the sack.' },
      ],
    },
  });

export type GamePackEnvelope = z.infer<typeof gamePackEnvelope>;
export type PackPersona = z.infer<typeof gamePersonaSchema>;
