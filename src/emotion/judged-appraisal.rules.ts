import { EMOTIONS } from './emotion.tables.js';
import type { Appraisal, Judgement, Situation } from './emotion.types.js';

/** Confidence below which the rules are not sure enough of themselves, and a model is asked. */
export const SURE = 0.8;

/** An appraisal with a model's judgement in place of the rules' own; the game's sensitivity holds for both. */
export function judgedAppraisal(rule: Appraisal, judgement: Judgement, { sensitivity }: Situation): Appraisal {
  const { emotion, confidence } = judgement;
  const intensity = Math.round(Math.min(1, judgement.intensity * sensitivity) * 1000) / 1000;
  return {
    emotion,
    intensity,
    confidence,
    action: EMOTIONS[emotion].action,
    reasoning: `A language model read it as ${emotion} at ${intensity}; the rules were not sure. ${rule.reasoning}`,
    parts: [...rule.parts, { rule: 'model', effect: judgement.intensity, on: 'emotion' }],
  };
}
