import { DIFFICULTY_EXPECTED, KIN, MODIFIERS, RARITY_SURPRISE } from './appraisal.tables.js';
import type { Pad } from './emotion.types.js';
import type { Agency, Kin, Outlook } from './event-type.types.js';
import type { Reading } from './reading.rules.js';

// Maps, since reading a fraction from an object by a name that varies makes a new number each time.
const EXPECTED_AT: ReadonlyMap<string, number> = new Map(Object.entries(DIFFICULTY_EXPECTED));
const SURPRISE_OF: ReadonlyMap<string, number> = new Map(Object.entries(RARITY_SURPRISE));

/**
 * Chooses between kin emotions by agency, expectedness and circumstances, as OCC does (Ortony, Clore and Collins 1988):
 * one's own merit is pride and not just joy, a dashed hope is disappointment and not just distress, and so on.
 * The first rule that holds and for which the type has an emotion wins; the emotion stands under its name in `kin`.
 */
export function chooseKin(outlook: Outlook, reading: Reading, size: number, mood: Pad | null): keyof Kin {
  return (
    tint(outlook.kin, reading, mood) ??
    (outlook.desirability > 0 ? goodRule(outlook, reading, size) : badRule(outlook, reading)) ??
    'usual'
  );
}

/** Whose doing an event was: a named enemy's, else that of the usual one. */
export function agencyOf(outlook: Outlook, reading: Reading): Agency {
  return reading.enemyNamed ? 'opponent' : outlook.agency;
}

/** How far an event was to be expected in these circumstances; 0 and below is out of the blue, 1 and above is certain. */
export function expectedness(outlook: Outlook, reading: Reading): number {
  let forGood = reading.difficulty === undefined ? 0 : (EXPECTED_AT.get(reading.difficulty) ?? 0);
  if (outlook.contest && reading.winStreak >= KIN.badRun) forGood += KIN.streakExpected;
  if (outlook.contest && reading.lossStreak >= KIN.badRun) forGood -= KIN.streakExpected;
  if (outlook.desirability < 0) return outlook.expectedness - forGood;
  const surprise =
    (reading.rarity === undefined ? 0 : (SURPRISE_OF.get(reading.rarity) ?? 0)) +
    (reading.isFirstTime ? KIN.firstTimeSurprise : 0);
  return outlook.expectedness + forGood - surprise;
}

/** What a long session or a mood makes of an ambiguous event. */
function tint(kin: Kin, reading: Reading, mood: Pad | null): keyof Kin | undefined {
  if (kin.wearing !== undefined && (reading.durationSeconds ?? 0) >= KIN.wearingSeconds) return 'wearing';
  if (mood === null) return undefined;
  if (kin.bright !== undefined && mood.pleasure >= KIN.moodTint) return 'bright';
  if (kin.dim !== undefined && mood.pleasure <= -KIN.moodTint) return 'dim';
  return undefined;
}

function goodRule(outlook: Outlook, reading: Reading, size: number): keyof Kin | undefined {
  const { kin } = outlook;
  const expected = expectedness(outlook, reading);
  if (kin.unexpected !== undefined && expected <= KIN.unexpected) return 'unexpected';
  if (kin.earned !== undefined && isEarned(outlook, reading)) return 'earned';
  if (kin.shared !== undefined && reading.allyNamed) return 'shared';
  if (kin.relief !== undefined && isRelief(outlook, reading)) return 'relief';
  if (kin.strong !== undefined && size >= KIN.strong) return 'strong';
  if (kin.expected !== undefined && expected >= KIN.expected) return 'expected';
  return undefined;
}

function badRule(outlook: Outlook, reading: Reading): keyof Kin | undefined {
  const { kin } = outlook;
  const badRun = reading.lossStreak >= KIN.badRun || reading.deathStreak >= KIN.badRun;
  const crushing = reading.margin !== undefined && reading.margin <= -KIN.clearMargin;
  if (kin.blamed !== undefined && agencyOf(outlook, reading) === 'opponent' && (badRun || crushing)) return 'blamed';
  if (kin.mounting !== undefined && badRun) return 'mounting';
  const expected = expectedness(outlook, reading);
  if (kin.unexpected !== undefined && (expected <= KIN.unexpected || isNarrow(reading) || reading.mvp)) {
    return 'unexpected';
  }
  if (kin.expected !== undefined && expected >= KIN.expected) return 'expected';
  return undefined;
}

/** Merit needs the player's own hand; MVP is proof of it, whoever won the match. */
function isEarned(outlook: Outlook, reading: Reading): boolean {
  if (reading.mvp) return true;
  if (outlook.agency !== 'self') return false;
  return (
    isHard(reading) ||
    (reading.killCount ?? 0) >= KIN.meritKills ||
    (reading.comboLength ?? 0) >= KIN.meritCombo ||
    (reading.margin ?? 0) >= KIN.clearMargin ||
    // Winning through after many deaths is merit in a fight, and a contradiction in a match.
    (!outlook.contest && reading.deathStreak >= KIN.badRun)
  );
}

/** Danger or a bad run has just ended, or it could as well have gone the other way. */
function isRelief(outlook: Outlook, reading: Reading): boolean {
  if (reading.playerHealth !== undefined && reading.playerHealth < MODIFIERS.lowHealth.below) return true;
  if (!outlook.contest) return false;
  return reading.lossStreak >= KIN.badRun || reading.deathStreak >= KIN.badRun || isNarrow(reading);
}

function isNarrow(reading: Reading): boolean {
  return reading.margin !== undefined && Math.abs(reading.margin) <= KIN.narrowMargin;
}

function isHard(reading: Reading): boolean {
  return reading.difficulty === 'hard' || reading.difficulty === 'nightmare';
}
