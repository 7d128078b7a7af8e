import type { RemarkKind } from '../emotion/remark.tables.js';
import type { PackLine } from './pack.schemas.js';

export const SPECIAL_CASES = [
  'legendary_rarity',
  'first_time',
  'count_milestone',
  'long_streak',
  'strong_memory',
  'many_factors',
] as const;
export type SpecialCase = (typeof SPECIAL_CASES)[number];

/** The rarities worth a sentence of their own. */
export const SPECIAL_RARITIES = ['legendary', 'mythic'] as const;
/** The n-th times that people celebrate: round numbers, thinning out so that they stay rare. */
export const MILESTONE_COUNTS: readonly number[] = [10, 50, 100, 500, 1_000, 5_000, 10_000];
/** Events in a row from which a streak is talked about. */
export const LONG_STREAK = 5;
export const STREAK_FIELDS = ['winStreak', 'lossStreak', 'deathStreak'] as const;
/** Importance (0..1) from which a recalled memory belongs into the sentence. */
export const STRONG_MEMORY = 0.8;
/** Significant factors at once that make a moment more than its parts. */
export const MANY_FACTORS = 3;
/** Intensity (0..1) from which a feeling counts as intense; the same bound as for a memory's importance. */
export const INTENSE = 0.8;

/** What a player says that only a line written beforehand may answer: no chance of a joke is small enough. */
export const GRAVE_REMARKS: readonly RemarkKind[] = ['crisis', 'loss'];

/** A circumstance that makes a moment stand out; `when` is written as in a pack. */
export interface SignificantFactor {
  readonly name: string;
  readonly when: NonNullable<PackLine['when']>;
  readonly reason: string;
}

/** Each counts once, however far past its bound. An intense feeling is one more, read from the appraisal. */
export const SIGNIFICANT_FACTORS: readonly SignificantFactor[] = [
  {
    name: 'rare_find',
    when: { rarity: { in: ['epic', 'legendary', 'mythic'] } },
    reason: 'epic is where players stop and look',
  },
  { name: 'mvp', when: { mvp: true }, reason: 'the best of everyone in the match, by the game’s own count' },
  { name: 'win_streak', when: { winStreak: { gte: 3 } }, reason: 'two in a row is chance, three is form' },
  { name: 'loss_streak', when: { lossStreak: { gte: 3 } }, reason: 'the third loss is the one that tilts' },
  { name: 'death_streak', when: { deathStreak: { gte: 3 } }, reason: 'three deaths without an answer hurt' },
  { name: 'near_death', when: { playerHealth: { lte: 20 } }, reason: 'below a fifth of health each second counts' },
  { name: 'hard_mode', when: { difficulty: { in: ['hard', 'nightmare'] } }, reason: 'chosen hardship is worth words' },
  { name: 'multi_kill', when: { killCount: { gte: 5 } }, reason: 'five at once is a whole team in most games' },
  { name: 'long_combo', when: { comboLength: { gte: 10 } }, reason: 'ten hits need practice, not luck' },
  { name: 'landslide', when: { margin: { gte: 0.8 } }, reason: 'all but flawless' },
  { name: 'rout', when: { margin: { lte: -0.8 } }, reason: 'a crushing loss needs more than a stock line' },
  { name: 'first_time', when: { isFirstTime: true }, reason: 'there is only one first time' },
];
