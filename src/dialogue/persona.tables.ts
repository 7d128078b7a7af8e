import type { Pad } from '../emotion/emotion.types.js';

/** A companion's character. Sample lines are not here: they are read from the packs. */
export interface Persona {
  readonly name: string;
  /** One English sentence for people and for prompts. */
  readonly description: string;
  readonly traits: readonly string[];
  /** The point the mood decays to, each -1..1. */
  readonly baseline: Pad;
}

/**
 * The built-in personas. Baselines lie well inside the cube (0.1 to 0.4), so that moods have room to move both ways, and
 * in the octant of Mehrabian's temperaments that the character stands for: exuberant, relaxed and dependent.
 */
export const PERSONAS = {
  cheerful: {
    name: 'cheerful',
    description: 'A warm, bouncy friend who celebrates the small things and never lets a loss sit for long.',
    traits: ['warm', 'energetic', 'optimistic', 'generous with praise'],
    baseline: { pleasure: 0.4, arousal: 0.3, dominance: 0.1 },
  },
  cool: {
    name: 'cool',
    description: 'Dry, sparing and understated; says little, means it, and stays at your side.',
    traits: ['calm', 'dry', 'understated', 'loyal'],
    baseline: { pleasure: 0.1, arousal: -0.2, dominance: 0.4 },
  },
  cute: {
    name: 'cute',
    description: 'Small, affectionate and playful, a little clingy, and happiest when you are near.',
    traits: ['affectionate', 'playful', 'a little clingy', 'easily delighted'],
    baseline: { pleasure: 0.35, arousal: 0.2, dominance: -0.25 },
  },
} as const satisfies Record<string, Persona>;

export type PersonaName = keyof typeof PERSONAS;
export const PERSONA_NAMES = Object.keys(PERSONAS) as PersonaName[];
export const DEFAULT_PERSONA: PersonaName = 'cheerful';

/** The persona of a line that any persona may say. */
export const ANY_PERSONA = '*';

/**
 * Speaks the built-in lines that fit any character: for the personas that games bring along, where they have no line of
 * their own. No player can have it.
 */
export const NEUTRAL_PERSONA = 'neutral';
