import type { GameEvent } from '../events/event.types.js';
import { knownConfidence } from './confidence.rules.js';
import { EMOTIONS } from './emotion.tables.js';
import type { Appraisal, AppraisalPart, Situation } from './emotion.types.js';
import { eventTypeOf } from './event-type.rules.js';
import type { EventTypeRow, Outlook } from './event-type.types.js';
import { inferOutlook } from './inference.rules.js';
import { chooseKin, type KinChoice } from './kin.rules.js';
import { baseIntensity, magnitude } from './magnitude.rules.js';
import { modifierProduct } from './modifier.rules.js';
import { type Reading, readEvent } from './reading.rules.js';
import { explain } from './reasoning.rules.js';
import { readSentiment } from './sentiment.rules.js';

/**
 * What a companion feels at an event, by rule alone, after the OCC model (Ortony, Clore and Collins 1988):
 *
 *   base      = |desirability| + (1 - |desirability|) x 0.8 x magnitude
 *   intensity = base x modifiers, clamped to 0..1
 *
 * Desirability comes from the type, magnitude from the fields it reads; agency and expectedness choose between kin
 * emotions. Intensity never falls when a good thing gets bigger. The same event and situation give the same answer.
 */
export function appraise(event: GameEvent, situation: Situation): Appraisal {
  const row = eventTypeOf(event.type);
  if (row === undefined) return appraiseUnknown(event, situation);
  if (row.memoryType === 'conversation') return appraiseRemark(event, situation, row);

  const parts: AppraisalPart[] = [];
  const reading = readEvent(event, situation, row);
  const felt = feel(row, reading, situation, parts);
  return conclude(event.type, row, felt, knownConfidence(row, reading, felt.kin, parts), parts);
}

/** A game's own type: its meaning is guessed, and the confidence says so. */
function appraiseUnknown(event: GameEvent, situation: Situation): Appraisal {
  const parts: AppraisalPart[] = [];
  const { outlook, reading, confidence } = inferOutlook(event, situation, parts);
  return conclude(event.type, outlook, feel(outlook, reading, situation, parts), confidence, parts);
}

/** A remark means what its words say; without a feeling word the mood colours it. */
function appraiseRemark(event: GameEvent, situation: Situation, row: EventTypeRow): Appraisal {
  const parts: AppraisalPart[] = [];
  const reading = readEvent(event, situation, row);
  const { emotion, desirability, confidence } = readSentiment(reading.text);
  const outlook = emotion === null ? row : { ...row, desirability, kin: { usual: emotion } };
  parts.push({ rule: emotion === null ? 'noFeelingWord' : 'feelingWords', effect: confidence, on: 'confidence' });
  return conclude(event.type, outlook, feel(outlook, reading, situation, parts), confidence, parts);
}

/** The emotion chosen and how strong it is, 0..1. */
interface Felt {
  readonly kin: KinChoice;
  readonly intensity: number;
}

function feel(outlook: Outlook, reading: Reading, situation: Situation, parts: AppraisalPart[]): Felt {
  parts.push({ rule: 'type', effect: outlook.desirability, on: 'desirability' });
  const size = magnitude(outlook, reading, parts);
  const kin = chooseKin(outlook, reading, size, situation.mood);
  parts.push({ rule: kin.rule, effect: 1, on: 'emotion' });
  const base = baseIntensity(outlook.desirability, size);
  parts.push({ rule: 'base', effect: base, on: 'intensity' });
  const product = modifierProduct(EMOTIONS[kin.emotion].pleasure, reading, situation.sensitivity, parts);
  return { kin, intensity: Math.min(1, Math.max(0, base * product)) };
}

function conclude(
  type: string,
  outlook: Outlook,
  { kin, intensity }: Felt,
  confidence: number,
  parts: readonly AppraisalPart[],
): Appraisal {
  const rounded = thousandths(intensity);
  return {
    emotion: kin.emotion,
    intensity: rounded,
    confidence: thousandths(confidence),
    action: EMOTIONS[kin.emotion].action,
    reasoning: explain(type, outlook, kin, rounded, parts),
    parts,
  };
}

/** Three decimals are what anybody can tell apart, and keep binary fractions out of answers. */
function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}
