import type { Rarity } from '../events/event.types.js';
import type { EmotionName } from './emotion.types.js';

/** Who brought an event about, as OCC asks: it decides between pride and joy, anger and distress. */
export type Agency = 'self' | 'ally' | 'opponent' | 'chance';

/** A field whose absence leaves an appraisal guessing at the magnitude. */
export type ExpectedField = 'killCount' | 'comboLength' | 'level' | 'rarity';

/** A field of an event that the emotion rules can read. */
export type ReadField =
  | ExpectedField
  | 'margin'
  | 'amount'
  | 'durationSeconds'
  | 'winStreak'
  | 'lossStreak'
  | 'deathStreak'
  | 'mvp'
  | 'isFirstTime'
  | 'count'
  | 'enemy'
  | 'ally'
  | 'text'
  | 'playerHealth'
  | 'playerLevel'
  | 'inCombat'
  | 'difficulty';

/** The emotions one kind of event can end in; `kin.rules.ts` says when each is chosen. Absent means: never. */
export interface Kin {
  readonly usual: EmotionName;
  /** Hardly expected: a wonder when good, a dashed hope when bad. */
  readonly unexpected?: EmotionName;
  /** Expected all along. */
  readonly expected?: EmotionName;
  /** Good, and the player's own merit. */
  readonly earned?: EmotionName;
  /** Good, and a named ally had a part in it. */
  readonly shared?: EmotionName;
  /** Good, after danger or a bad run. */
  readonly relief?: EmotionName;
  /** Good, and large. */
  readonly strong?: EmotionName;
  /** Bad again and again, or crushing, with somebody to blame. */
  readonly blamed?: EmotionName;
  /** Bad again and again, with nobody to blame. */
  readonly mounting?: EmotionName;
  /** Long enough to wear a player out. */
  readonly wearing?: EmotionName;
  /** Ambiguous, seen in a bright mood. */
  readonly bright?: EmotionName;
  /** Ambiguous, seen in a dark mood. */
  readonly dim?: EmotionName;
}

/** What the rules need to know of a kind of event, known or inferred. */
export interface Outlook {
  /** -1 (the worst that happens in a game) .. 1 (the best). */
  readonly desirability: number;
  readonly agency: Agency;
  /** 0 (out of the blue) .. 1 (certain), before circumstances are looked at. */
  readonly expectedness: number;
  /** True when it is the outcome of a match, so that streaks and margins bear on it. */
  readonly contest: boolean;
  readonly kin: Kin;
  /** The least rarity the type itself vouches for. */
  readonly impliedRarity?: Rarity;
  /** The only fields the rules look at. */
  readonly reads: readonly ReadField[];
}

export const MEMORY_TYPES = [
  'achievement',
  'milestone',
  'combat',
  'quest',
  'loot',
  'social',
  'session',
  'conversation',
] as const;
/** The type of the memory that an event can leave. */
export type EventMemoryType = (typeof MEMORY_TYPES)[number];

/** A known event type. */
export interface EventTypeRow extends Outlook {
  /** The fields to miss when they are absent: confidence falls a little for each. */
  readonly expects: readonly ExpectedField[];
  /** True when the server counts it for each player, so that first times and round counts are known. */
  readonly memorable: boolean;
  readonly memoryType: EventMemoryType;
}
