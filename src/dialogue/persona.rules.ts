import { NEUTRAL_PERSONA, PERSONA_NAMES, PERSONAS, type PersonaName } from './persona.tables.js';

/** What a persona of a game must have for the checks here. */
interface Named {
  readonly name: string;
}

/** True for the name of a persona of ours. */
export function isBuiltIn(name: string): name is PersonaName {
  return Object.hasOwn(PERSONAS, name);
}

/** The names a player of a game may have as its persona: ours, then the game's own. */
export function knownPersonas(own: readonly Named[] | undefined): string[] {
  return [...PERSONA_NAMES, ...(own ?? []).map(({ name }) => name)];
}

/** What is wrong with a persona's name, listing those there are; null when it is one of them. */
export function personaFault(name: string, own: readonly Named[] | undefined): string | null {
  if (isBuiltIn(name) || own?.some((persona) => persona.name === name)) return null;
  return `must be one of ${knownPersonas(own).join(', ')}`;
}

/** Whose built-in lines a persona speaks: its own when it is ours, else the neutral ones. */
export function voiceOf(persona: string): string {
  return isBuiltIn(persona) ? persona : NEUTRAL_PERSONA;
}
