import { CONFIDENCE, KIN } from './appraisal.tables.js';
import type { ExpectedField, Kin, Outlook } from './event-type.types.js';
import { rarityRank, type Reading } from './reading.rules.js';
import { noted, type AppraisalReceipt } from './receipt.rules.js';

/** From epic on, a rarity is evidence that an event matters. */
const TELLING_RARITY = rarityRank('epic');

/**
 * How far the rules trust their answer on a known type, 0..1: 0.85 with the fields it reads, up to 0.95 with agreeing
 * evidence, less for each missing field, below 0.8 as soon as a field contradicts the type.
 *
 * @param expects the fields that the type should come with
 * @param kin the rule that chose the emotion
 * @param receipt what counted is written here
 */
export function knownConfidence(
  outlook: Outlook,
  expects: readonly ExpectedField[],
  reading: Reading,
  kin: keyof Kin,
  receipt: AppraisalReceipt | null,
): number {
  let confidence = noted(receipt, 'confidence', 'knownType', CONFIDENCE.known);
  for (const field of expects) {
    if (reading[field] === undefined) {
      confidence += noted(receipt, 'confidence', 'missing', CONFIDENCE.missing, field);
    }
  }
  if (kin === 'bright' || kin === 'dim') confidence += noted(receipt, 'confidence', 'mood', CONFIDENCE.mood);
  const contradicted = contradictions(outlook, expects, reading, receipt);
  if (contradicted < 0) return Math.max(CONFIDENCE.lowest, confidence + contradicted);
  return Math.min(CONFIDENCE.highest, confidence + agreement(outlook, reading, receipt));
}

function contradictions(
  { contest, desirability }: Outlook,
  expects: readonly ExpectedField[],
  reading: Reading,
  receipt: AppraisalReceipt | null,
): number {
  const won = contest && desirability > 0;
  const lost = contest && desirability < 0;
  const margin = reading.margin ?? 0;
  return (
    against(won && reading.deathStreak >= CONFIDENCE.contradictingDeaths, 'deathStreak', receipt) +
    against(won && reading.lossStreak >= KIN.badRun, 'lossStreak', receipt) +
    against((won && margin < 0) || (lost && margin > 0), 'margin', receipt) +
    against(reading.winStreak >= KIN.badRun && reading.lossStreak >= KIN.badRun, 'streaks', receipt) +
    against(reading.killCount === 0 && expects.includes('killCount'), 'killCount', receipt) +
    against(reading.rarityDisputed, 'rarity', receipt) +
    against(reading.firstTimeDisputed, 'isFirstTime', receipt)
  );
}

function agreement({ desirability }: Outlook, reading: Reading, receipt: AppraisalReceipt | null): number {
  const margin = reading.margin ?? 0;
  if (desirability > 0) {
    return (
      agrees(reading.winStreak >= KIN.badRun, 'winStreak', receipt) +
      agrees(reading.mvp, 'mvp', receipt) +
      agrees(reading.raritySent && rarityRank(reading.rarity) >= TELLING_RARITY, 'rarity', receipt) +
      agrees(margin >= KIN.clearMargin, 'margin', receipt)
    );
  }
  if (desirability === 0) return 0;
  return (
    agrees(reading.lossStreak >= KIN.badRun, 'lossStreak', receipt) +
    agrees(reading.deathStreak >= KIN.badRun, 'deathStreak', receipt) +
    agrees(margin <= -KIN.clearMargin, 'margin', receipt)
  );
}

function against(holds: boolean, field: string, receipt: AppraisalReceipt | null): number {
  return holds ? noted(receipt, 'confidence', 'contradiction', CONFIDENCE.contradiction, field) : 0;
}

function agrees(holds: boolean, field: string, receipt: AppraisalReceipt | null): number {
  return holds ? noted(receipt, 'confidence', 'agreement', CONFIDENCE.agreement, field) : 0;
}
