import type { EmotionName, Pad } from './emotion.types.js';

/**
 * Every emotion as a point in pleasure, arousal and dominance (-1..1) and the animation it suggests.
 *
 * The signs follow the mapping of OCC emotions to PAD in Gebhard's ALMA (2005) where it has the emotion; the sizes are
 * ours. Pleasure stays within 0.7 so that a mood reaches the border of its space only after many strong moments.
 */
export const EMOTIONS = {
  /** Joy at an outcome: pleasant, awake, at ease. */
  happy: { pleasure: 0.7, arousal: 0.3, dominance: 0.3, action: 'smile' },
  /** Joy with the highest arousal there is. */
  excited: { pleasure: 0.7, arousal: 0.8, dominance: 0.4, action: 'cheer' },
  /** As aroused as excitement, but overwhelmed: dominance is negative. */
  amazed: { pleasure: 0.6, arousal: 0.8, dominance: -0.2, action: 'surprised_jump' },
  /** One's own merit: the most dominant emotion. */
  proud: { pleasure: 0.7, arousal: 0.4, dominance: 0.7, action: 'proud_pose' },
  /** A wish fulfilled: calm and in control. */
  satisfied: { pleasure: 0.6, arousal: -0.2, dominance: 0.4, action: 'nod' },
  /** Good company: lively, lighter than joy. */
  cheerful: { pleasure: 0.6, arousal: 0.5, dominance: 0.2, action: 'wave' },
  /** In somebody's debt: dominance is negative. */
  grateful: { pleasure: 0.6, arousal: 0.1, dominance: -0.3, action: 'thank' },
  /** Tension let go: arousal falls. */
  relieved: { pleasure: 0.4, arousal: -0.4, dominance: 0.2, action: 'exhale' },
  /** Distress without a fight left in it. */
  sad: { pleasure: -0.6, arousal: -0.4, dominance: -0.4, action: 'comfort' },
  /** A hope dashed: milder than sadness, a little more awake. */
  disappointed: { pleasure: -0.5, arousal: -0.1, dominance: -0.3, action: 'sigh' },
  /** An obstacle that will not move: aroused, a little helpless. */
  frustrated: { pleasure: -0.5, arousal: 0.5, dominance: -0.2, action: 'encourage' },
  /** Distress with somebody to blame: aroused and dominant. */
  angry: { pleasure: -0.6, arousal: 0.7, dominance: 0.4, action: 'calm_down' },
  /** Fear of what may come: aroused and not in control. */
  worried: { pleasure: -0.5, arousal: 0.5, dominance: -0.5, action: 'concerned' },
  /** Worn out: the lowest arousal, and slightly unpleasant. */
  tired: { pleasure: -0.2, arousal: -0.7, dominance: -0.3, action: 'rest' },
  /** The origin: nothing moves. */
  neutral: { pleasure: 0, arousal: 0, dominance: 0, action: 'idle' },
} as const satisfies Record<EmotionName, Pad & { readonly action: string }>;
