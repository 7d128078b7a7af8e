import { CONFIDENCE, KIN } from './appraisal.tables.js';
import type { AppraisalPart } from './emotion.types.js';
import type { EventTypeRow } from './event-type.types.js';
import type { KinChoice } from './kin.rules.js';
import { rarityRank, type Reading } from './reading.rules.js';

/** From epic on, a rarity is evidence that an event matters. */
const TELLING_RARITY = rarityRank('epic');

/**
 * How far the rules trust their answer on a known type, 0..1: 0.85 with the fields it reads, up to 0.95 with agreeing
 * evidence, less for each missing field, below 0.8 as soon as a field contradicts the type. What counted is in `parts`.
 */
export function knownConfidence(row: EventTypeRow, reading: Reading, kin: KinChoice, parts: AppraisalPart[]): number {
  let confidence: number = noted('knownType', CONFIDENCE.known, parts);
  for (const field of row.expects) {
    if (reading[field] === undefined) confidence += noted(`missing:${field}`, CONFIDENCE.missing, parts);
  }
  if (kin.rule === 'bright' || kin.rule === 'dim') confidence += noted('mood', CONFIDENCE.mood, parts);
  const contradicted = contradictions(row, reading, parts);
  if (contradicted < 0) return Math.max(CONFIDENCE.lowest, confidence + contradicted);
  return Math.min(CONFIDENCE.highest, confidence + agreement(row, reading, parts));
}

function contradictions(row: EventTypeRow, reading: Reading, parts: AppraisalPart[]): number {
  const won = row.contest && row.desirability > 0;
  const lost = row.contest && row.desirability < 0;
  const margin = reading.margin ?? 0;
  let sum = 0;
  const against = (holds: boolean, field: string): void => {
    if (holds) sum += noted(`contradiction:${field}`, CONFIDENCE.contradiction, parts);
  };
  against(won && reading.deathStreak >= CONFIDENCE.contradictingDeaths, 'deathStreak');
  against(won && reading.lossStreak >= KIN.badRun, 'lossStreak');
  against((won && margin < 0) || (lost && margin > 0), 'margin');
  against(reading.winStreak >= KIN.badRun && reading.lossStreak >= KIN.badRun, 'streaks');
  against(reading.killCount === 0 && row.expects.includes('killCount'), 'killCount');
  against(reading.rarityDisputed, 'rarity');
  against(reading.firstTimeDisputed, 'isFirstTime');
  return sum;
}

function agreement(row: EventTypeRow, reading: Reading, parts: AppraisalPart[]): number {
  let sum = 0;
  const agrees = (holds: boolean, field: string): void => {
    if (holds) sum += noted(`agreement:${field}`, CONFIDENCE.agreement, parts);
  };
  if (row.desirability > 0) {
    agrees(reading.winStreak >= KIN.badRun, 'winStreak');
    agrees(reading.mvp, 'mvp');
    agrees(reading.raritySent && rarityRank(reading.rarity) >= TELLING_RARITY, 'rarity');
    agrees((reading.margin ?? 0) >= KIN.clearMargin, 'margin');
  } else if (row.desirability < 0) {
    agrees(reading.lossStreak >= KIN.badRun, 'lossStreak');
    agrees(reading.deathStreak >= KIN.badRun, 'deathStreak');
    agrees((reading.margin ?? 0) <= -KIN.clearMargin, 'margin');
  }
  return sum;
}

function noted(rule: string, effect: number, parts: AppraisalPart[]): number {
  parts.push({ rule, effect, on: 'confidence' });
  return effect;
}
