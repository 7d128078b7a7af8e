import type { EmotionName } from '../emotion/emotion.types.js';
import type { GameEvent } from '../events/event.types.js';
import { criteriaOf, criterionHolds } from './criteria.rules.js';
import type { Facts } from './dialogue.types.js';
import { factsOf } from './slots.rules.js';
import {
  GRAVE_REMARKS,
  INTENSE,
  LONG_STREAK,
  MANY_FACTORS,
  MILESTONE_COUNTS,
  SIGNIFICANT_FACTORS,
  SPECIAL_CASES,
  SPECIAL_RARITIES,
  STREAK_FIELDS,
  STRONG_MEMORY,
  type SpecialCase,
} from './special-case.tables.js';

/** What decides whether a moment deserves more than a written line. */
export interface Moment {
  readonly event: GameEvent;
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  /** The n-th time as the server counted it; the event's own count goes first. Null when nobody counted. */
  readonly count: number | null;
  /** As the server counted it; the event's own flag goes first. */
  readonly isFirstTime: boolean;
  /** Importance (0..1) of the weightiest memory that was recalled; null when none was. */
  readonly recalledImportance: number | null;
}

const FACTORS = SIGNIFICANT_FACTORS.map((factor) => ({ name: factor.name, criteria: criteriaOf(factor.when) }));

/** The names of the significant factors of a moment, in the table's order. */
export function significantFactors(facts: Facts, emotion: EmotionName, intensity: number): string[] {
  const factors = FACTORS.filter(({ criteria }) => criteria.every((criterion) => criterionHolds(criterion, facts)));
  const feeling = emotion !== 'neutral' && intensity >= INTENSE ? ['intense_feeling'] : [];
  return [...factors.map((factor) => factor.name), ...feeling];
}

/** The special cases a moment is, in the order of `SPECIAL_CASES`; mostly none, and never of a grave remark. */
export function specialCases(moment: Moment): SpecialCase[] {
  const facts = factsOf(moment.event, moment);
  if ((GRAVE_REMARKS as readonly unknown[]).includes(facts.get('remark'))) return [];
  const holds: Record<SpecialCase, boolean> = {
    legendary_rarity: (SPECIAL_RARITIES as readonly unknown[]).includes(facts.get('rarity')),
    first_time: facts.get('isFirstTime') === true,
    count_milestone: MILESTONE_COUNTS.includes(Number(facts.get('count'))),
    long_streak: STREAK_FIELDS.some((field) => Number(facts.get(field)) >= LONG_STREAK),
    strong_memory: (moment.recalledImportance ?? 0) >= STRONG_MEMORY,
    many_factors: significantFactors(facts, moment.emotion, moment.intensity).length >= MANY_FACTORS,
  };
  return SPECIAL_CASES.filter((name) => holds[name]);
}
