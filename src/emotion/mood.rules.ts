import { EMOTIONS } from './emotion.tables.js';
import type { EmotionName, MoodLabel, Pad } from './emotion.types.js';
import { MOOD, MOOD_OCTANTS } from './mood.tables.js';

/** Moves a mood toward an emotion: m + (target - m) x 0.3 x intensity, for an intensity clamped to 0..1. */
export function moveMood(mood: Pad, emotion: EmotionName, intensity: number): Pad {
  if (!(intensity > 0)) return mood;
  return blend(mood, EMOTIONS[emotion], MOOD.step * Math.min(1, intensity));
}

/**
 * Lets a mood fall back to its baseline with a half-life of 20 minutes: b + (m - b) x 2^(-seconds / 1200).
 * Time that did not pass, or is no number, changes nothing.
 */
export function decayMood(mood: Pad, baseline: Pad, elapsedSeconds: number): Pad {
  if (!(elapsedSeconds > 0) || !Number.isFinite(elapsedSeconds)) return mood;
  return blend(mood, baseline, 1 - 2 ** (-elapsedSeconds / MOOD.halfLifeSeconds));
}

/** The name of the octant a mood lies in; 0 counts as positive. */
export function moodLabel({ pleasure, arousal, dominance }: Pad): MoodLabel {
  return MOOD_OCTANTS[`${sign(pleasure)}${sign(arousal)}${sign(dominance)}` as const];
}

function sign(value: number): '+' | '-' {
  return value < 0 ? '-' : '+';
}

function blend(from: Pad, to: Pad, share: number): Pad {
  return {
    pleasure: between(from.pleasure, to.pleasure, share),
    arousal: between(from.arousal, to.arousal, share),
    dominance: between(from.dominance, to.dominance, share),
  };
}

function between(from: number, to: number, share: number): number {
  return Math.min(1, Math.max(-1, from + (to - from) * share));
}
