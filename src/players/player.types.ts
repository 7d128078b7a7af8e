import type { Pad } from '../emotion/emotion.types.js';
import type { Memory } from '../memories/memory.schemas.js';

/** What rarely changes about a player: read by every request that concerns one. Times in milliseconds. */
export interface PlayerProfile {
  readonly id: string;
  readonly gameId: string;
  readonly externalId: string;
  readonly characterPersona: string;
  readonly language: string;
  /** The point its mood decays to when its persona is the game's own; absent or null for ours. */
  readonly baseline?: Pad | null;
}

/** The companion's feelings as they are stored; they decay from `moodAtMs` on. */
export interface StoredMood {
  readonly pleasure: number;
  readonly arousal: number;
  readonly dominance: number;
  readonly moodAtMs: number;
  /** Seconds of the game's own clock when the mood was set; null where the game sends none. */
  readonly moodGameTime: number | null;
}

/** A row of a list of players; a column that was not asked for is absent. */
export interface PlayerRow extends Partial<PlayerProfile>, Partial<StoredMood> {
  readonly id: string;
  readonly preferences?: Readonly<Record<string, unknown>>;
  readonly affinity?: number;
  readonly totalEvents?: number;
  readonly totalMemories?: number;
  readonly lastActiveAtMs?: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs?: number;
}

/** A whole player as it is stored, in a form that can be cached as JSON. */
export type PlayerRecord = Required<Omit<PlayerRow, 'baseline'>> & {
  readonly baseline?: Pad | null;
  /** Moves with every stored change; the ETag is made of it. */
  readonly revision: string;
  readonly recentMemories: readonly Memory[];
};
