import type { EmotionName, MoodLabel } from '../emotion/emotion.types.js';
import type { GameEvent } from '../events/event.types.js';
import type { GamePersona } from '../games/game.types.js';
import type { WrittenLine } from './line-writer.types.js';
import type { SpecialCase } from './special-case.tables.js';

/** What a player brings to a moment. */
export interface PlayerMoment {
  /** Null when nobody is known. */
  readonly playerId: string | null;
  readonly mood: MoodLabel | null;
  /** The memories that were recalled, best first. */
  readonly recalledIds: readonly string[];
  /** Ids of the lines said last, newest first. */
  readonly lastLines: readonly string[];
}

/** A moment in which a model may speak. */
export interface SpecialMoment extends PlayerMoment {
  readonly gameId: string;
  readonly persona: string;
  /** The personas that the game brought along. */
  readonly personas: readonly GamePersona[] | undefined;
  readonly language: string;
  readonly event: GameEvent;
  /** The n-th time as the server counted it; null when nobody counted. */
  readonly count: number | null;
  readonly isFirstTime: boolean;
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  readonly reasons: readonly SpecialCase[];
  readonly seed: number;
  /** When the line must be there: milliseconds of the monotonic clock. */
  readonly deadlineMs: number;
  readonly isForced: boolean;
  readonly onText?: ((piece: string) => void) | undefined;
  /** What was written in an earlier attempt at the same answer, by prompt; a second line is not paid for. */
  readonly earlier?: Map<string, WrittenLine> | undefined;
}
