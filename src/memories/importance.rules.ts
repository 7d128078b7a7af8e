import { RARITIES } from '../events/event.types.js';
import type { Rarity } from '../events/event.types.js';
import {
  IMPORTANCE_HUNDREDTHS,
  INTENSE_EMOTIONS,
  INTENSE_FROM,
  STREAK_FROM,
  TURNING_POINT_EVENTS,
  TURNING_POINT_TYPES,
} from './importance.tables.js';
import type { MemorySource } from './memory.types.js';

/** What an event or a memory's context tells of how much it matters; whatever is missing counts for nothing. */
export interface ImportanceFacts {
  readonly rarity?: Rarity | null;
  readonly mvp?: boolean | null;
  readonly winStreak?: number | null;
  readonly lossStreak?: number | null;
  readonly deathStreak?: number | null;
  readonly isFirstTime?: boolean | null;
}

export interface ImportanceInput {
  /** The memory's type, such as `achievement`. */
  readonly type: string;
  readonly source: MemorySource;
  /** The type of the event it comes from, such as `player.betrayed`. */
  readonly eventType?: string | null;
  readonly emotion?: string | null;
  /** 0..1 when it was measured; then it alone decides whether the emotion is intense. */
  readonly intensity?: number | null;
  readonly facts?: ImportanceFacts;
}

/**
 * How much a memory matters, 0..1 in steps of 0.05, when nobody said: 0.5 (a chat remark 0.3), +0.2 for an
 * achievement, milestone or betrayal, +0.15 for an intense emotion, +0.15 for epic or rarer, +0.1 each for MVP, a streak of five
 * or more, and a first time; at most 1.
 */
export function scoreImportance(input: ImportanceInput): number {
  const { type, source, eventType, emotion, intensity, facts = {} } = input;
  const points = IMPORTANCE_HUNDREDTHS;
  let sum: number = source === 'chat' ? points.chatBase : points.base;
  if (includes(TURNING_POINT_TYPES, type) || includes(TURNING_POINT_EVENTS, eventType)) sum += points.turningPoint;
  if (isIntense(emotion, intensity)) sum += points.intenseEmotion;
  if (facts.rarity && RARITIES.indexOf(facts.rarity) >= RARITIES.indexOf('epic')) sum += points.epicOrRarer;
  if (facts.mvp === true) sum += points.mvp;
  if ([facts.winStreak, facts.lossStreak, facts.deathStreak].some((streak) => (streak ?? 0) >= STREAK_FROM)) {
    sum += points.streak;
  }
  if (facts.isFirstTime === true) sum += points.firstTime;
  return Math.min(sum, points.most) / 100;
}

function isIntense(emotion?: string | null, intensity?: number | null): boolean {
  if (intensity !== null && intensity !== undefined) return intensity >= INTENSE_FROM;
  return includes(INTENSE_EMOTIONS, emotion);
}

function includes(list: readonly string[], value?: string | null): boolean {
  return value !== null && value !== undefined && list.includes(value);
}
