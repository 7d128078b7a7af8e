import type { ReadField } from './event-type.types.js';

/** What every event type reads: the circumstances that bear on good and bad news alike. */
export const CIRCUMSTANCE_READS = [
  'playerHealth',
  'inCombat',
  'winStreak',
  'lossStreak',
] as const satisfies readonly ReadField[];

/** What good news, and a lost match, read besides: how hard it was and how well the player did. */
export const COMMON_READS = [...CIRCUMSTANCE_READS, 'difficulty', 'mvp'] as const satisfies readonly ReadField[];

/** What the outcome of a match reads besides: how clear it was, and how the player fared before. */
export const CONTEST_READS = ['margin', 'deathStreak'] as const satisfies readonly ReadField[];

/** What a counted type reads: whether it is new to this player. */
export const NOVELTY_READS = ['isFirstTime', 'count'] as const satisfies readonly ReadField[];
