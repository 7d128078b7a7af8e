/** A point in pleasure, arousal and dominance (Mehrabian and Russell), each in -1..1. */
export interface Pad {
  readonly pleasure: number;
  readonly arousal: number;
  readonly dominance: number;
}

export const EMOTION_NAMES = [
  'happy',
  'excited',
  'amazed',
  'proud',
  'satisfied',
  'cheerful',
  'grateful',
  'relieved',
  'sad',
  'disappointed',
  'frustrated',
  'angry',
  'worried',
  'tired',
  'neutral',
] as const;
export type EmotionName = (typeof EMOTION_NAMES)[number];

export const MOOD_LABELS = [
  'exuberant',
  'dependent',
  'relaxed',
  'docile',
  'bored',
  'disdainful',
  'anxious',
  'hostile',
] as const;
export type MoodLabel = (typeof MOOD_LABELS)[number];

/** What an appraisal knows besides the event itself. */
export interface Situation {
  /** How often this type has happened to this player, this time included; null when nobody counted. */
  readonly count: number | null;
  /** True when this is the first time of its type for this player. */
  readonly isFirstTime: boolean;
  /** The companion's mood now; null when there is no player. It colours ambiguous events only. */
  readonly mood: Pad | null;
  /** The game's multiplier on intensity, 0.5..1.5; 1 changes nothing. */
  readonly sensitivity: number;
}

/** One contribution to an appraisal, as a receipt shows it. */
export interface AppraisalPart {
  readonly rule: string;
  /** What the rule did: an added or multiplied amount, or the value it set. */
  readonly effect: number;
  readonly on: 'desirability' | 'magnitude' | 'intensity' | 'confidence' | 'emotion';
}

/** What the rules make of an event. */
export interface Appraisal {
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  /** 0..1; below 0.8 a model may be asked. */
  readonly confidence: number;
  /** The suggested animation. */
  readonly action: string;
  /** One plain English sentence for people who read logs. */
  readonly reasoning: string;
  readonly parts: readonly AppraisalPart[];
}

/** What a model made of an event. */
export interface Judgement {
  readonly emotion: EmotionName;
  /** 0..1 */
  readonly intensity: number;
  /** 0..1 */
  readonly confidence: number;
}
