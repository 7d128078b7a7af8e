/** Rarities from the most common to the rarest; the order is used for comparisons. */
export const RARITIES = ['common', 'uncommon', 'rare', 'epic', 'legendary', 'mythic'] as const;
export type Rarity = (typeof RARITIES)[number];

export const DIFFICULTIES = ['easy', 'normal', 'hard', 'nightmare'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** What happened. Known fields are validated at the door; whatever else a game sends is kept and ignored. */
export interface EventData {
  readonly killCount?: number;
  readonly deathStreak?: number;
  readonly winStreak?: number;
  readonly lossStreak?: number;
  readonly mvp?: boolean;
  readonly rarity?: Rarity;
  readonly level?: number;
  readonly comboLength?: number;
  /** By how much it was won or lost, -1..1. */
  readonly margin?: number;
  readonly durationSeconds?: number;
  readonly isFirstTime?: boolean;
  /** The n-th time this happened. */
  readonly count?: number;
  readonly amount?: number;
  readonly item?: string;
  readonly enemy?: string;
  readonly ally?: string;
  /** An achievement's or a quest's name. */
  readonly name?: string;
  /** Chat, at most 500 characters. */
  readonly text?: string;
  readonly [other: string]: unknown;
}

/** The circumstances. Streaks may stand here or in the data; the data wins. */
export interface EventContext {
  /** Percent, 0..100. */
  readonly playerHealth?: number;
  readonly playerLevel?: number;
  readonly inCombat?: boolean;
  readonly difficulty?: Difficulty;
  /** Seconds of the game's own clock. */
  readonly gameTime?: number;
  readonly deathStreak?: number;
  readonly winStreak?: number;
  readonly lossStreak?: number;
  readonly [other: string]: unknown;
}

/** An event as the engines see it: no ids, no wall-clock time. */
export interface GameEvent {
  readonly type: string;
  readonly data: EventData;
  readonly context: EventContext;
}
