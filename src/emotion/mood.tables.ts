import type { MoodLabel } from './emotion.types.js';

/** How a mood moves. */
export const MOOD = {
  /** The part of the way to an emotion's point that one emotion of intensity 1 moves a mood. */
  step: 0.3,
  /** Seconds in which half of the distance to the baseline is lost: 20 minutes, a long match. */
  halfLifeSeconds: 1200,
} as const;

/** Mehrabian's temperament octants (1996), by the signs of pleasure, arousal and dominance. */
export const MOOD_OCTANTS = {
  '+++': 'exuberant',
  '++-': 'dependent',
  '+-+': 'relaxed',
  '+--': 'docile',
  '---': 'bored',
  '--+': 'disdainful',
  '-+-': 'anxious',
  '-++': 'hostile',
} as const satisfies Record<string, MoodLabel>;
