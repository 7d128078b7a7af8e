import type { GamePersona } from '../games/game.types.js';
import type { Speaker } from './line-prompt.types.js';
import { isBuiltIn } from './persona.rules.js';
import { DEFAULT_PERSONA, PERSONAS } from './persona.tables.js';

/** Who a persona is: one of ours, one of the game's, else (a persona that the game has no more) the default one. */
export function speakerOf(persona: string, own: readonly GamePersona[] | undefined): Speaker {
  const brought = isBuiltIn(persona) ? undefined : own?.find(({ name }) => name === persona);
  if (brought) {
    const { name, description, traits, sample } = brought;
    return { name, description, traits, sample, isBuiltIn: false };
  }
  const { name, description, traits } = PERSONAS[isBuiltIn(persona) ? persona : DEFAULT_PERSONA];
  return { name, description, traits, sample: null, isBuiltIn: true };
}
