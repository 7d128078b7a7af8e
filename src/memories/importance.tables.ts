import type { EmotionName } from '../emotion/emotion.types.js';
import type { KnownEventType } from '../emotion/event-type.tables.js';

/** Hundredths of importance, whole numbers so that 50 + 20 is exactly 0.7. The amounts are the product's own. */
export const IMPORTANCE_HUNDREDTHS = {
  base: 50,
  /** A remark is not yet a memory worth keeping. */
  chatBase: 30,
  turningPoint: 20,
  intenseEmotion: 15,
  epicOrRarer: 15,
  mvp: 10,
  streak: 10,
  firstTime: 10,
  most: 100,
} as const satisfies Record<string, number>;

/** Types of memory that mark progress. */
export const TURNING_POINT_TYPES = ['achievement', 'milestone'] as const satisfies readonly string[];

/** Events that change what a player thinks of somebody, whatever the type of their memory: nobody forgets a betrayal. */
export const TURNING_POINT_EVENTS = ['player.betrayed'] as const satisfies readonly KnownEventType[];

/** Emotions that are intense in themselves, for when nobody measured an intensity. */
export const INTENSE_EMOTIONS = [
  'excited',
  'amazed',
  'proud',
  'angry',
  'sad',
] as const satisfies readonly EmotionName[];

/** 0..1; a measured intensity of this or more counts as intense. */
export const INTENSE_FROM = 0.8;

/** Wins, losses or deaths in a row that people tell each other about. */
export const STREAK_FROM = 5;
