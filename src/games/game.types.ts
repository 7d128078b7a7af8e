import type { Pad } from '../emotion/emotion.types.js';
import type { Game } from './game.schemas.js';

/** A companion's character that a game brought along in its packs. */
export interface GamePersona {
  readonly name: string;
  /** For people and for prompts; may be empty. */
  readonly description: string;
  readonly traits: readonly string[];
  /** The point the mood decays to, each -1..1. */
  readonly baseline: Pad;
  /** A line that shows how it speaks; null when the game gave none. */
  readonly sample: string | null;
}

/** What is known of a game's packs without reading them. */
export interface GamePacks {
  /** Moves with every change of a pack. */
  readonly revision: string;
  /** By name. */
  readonly personas: readonly GamePersona[];
}

/** A game as it is stored and cached; `packs` is null while it has none, and is never shown. */
export type StoredGame = Game & { readonly packs: GamePacks | null };
