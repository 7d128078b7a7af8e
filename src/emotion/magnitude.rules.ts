import { MAGNITUDE, RARITY_MAGNITUDE } from './appraisal.tables.js';
import type { Outlook } from './event-type.types.js';
import type { Reading } from './reading.rules.js';
import { noted, type AppraisalReceipt } from './receipt.rules.js';

// A map, since reading a fraction from an object by a name that varies makes a new number each time.
const MAGNITUDE_OF: ReadonlyMap<string, number> = new Map(Object.entries(RARITY_MAGNITUDE));

/** value / (value + half): 0 at 0 or below, one half at `half`, towards 1; rises all the way. */
export function saturate(value: number, half: number): number {
  return value > 0 ? value / (value + half) : 0;
}

/**
 * How large an event is of its kind, 0..1, from the fields that its type reads.
 *
 * Fields combine as 1 - product(1 - m): every field can only add, none counts twice, and the result stays below 1.
 * Each contribution is written to the receipt.
 */
export function magnitude(outlook: Outlook, reading: Reading, receipt: AppraisalReceipt | null): number {
  if (outlook.desirability > 0) return goodMagnitude(outlook, reading, receipt);
  if (outlook.desirability < 0) return badMagnitude(outlook, reading, receipt);
  return 0;
}

/** Desirability and magnitude as one intensity before modifiers, 0..1. */
export function baseIntensity(desirability: number, size: number): number {
  const strength = Math.abs(desirability);
  return Math.max(MAGNITUDE.floor, strength + (1 - strength) * MAGNITUDE.share * size);
}

function goodMagnitude(outlook: Outlook, reading: Reading, receipt: AppraisalReceipt | null): number {
  const { half } = MAGNITUDE;
  let room = 1;
  room *= rest('killCount', saturate((reading.killCount ?? 0) - 1, half.kills), receipt);
  room *= rest('comboLength', saturate((reading.comboLength ?? 0) - 1, half.comboHits), receipt);
  room *= rest('level', saturate(reading.level ?? 0, half.level), receipt);
  room *= rest('rarity', reading.rarity === undefined ? 0 : (MAGNITUDE_OF.get(reading.rarity) ?? 0), receipt);
  room *= rest('margin', clampUnit(reading.margin ?? 0), receipt);
  room *= rest('amount', amountMagnitude(reading.amount ?? 0), receipt);
  room *= rest('winStreak', outlook.contest ? saturate(reading.winStreak, half.streak) : 0, receipt);
  room *= rest('isFirstTime', reading.isFirstTime ? MAGNITUDE.firstTime : 0, receipt);
  return 1 - room;
}

/** A bad event grows with bad runs, a crushing margin, the time it cost and the streak it broke. */
function badMagnitude(outlook: Outlook, reading: Reading, receipt: AppraisalReceipt | null): number {
  const { half } = MAGNITUDE;
  let room = 1;
  room *= rest('lossStreak', saturate(reading.lossStreak, half.streak), receipt);
  room *= rest('deathStreak', saturate(reading.deathStreak, half.streak), receipt);
  room *= rest('margin', clampUnit(-(reading.margin ?? 0)), receipt);
  room *= rest('amount', amountMagnitude(-(reading.amount ?? 0)), receipt);
  room *= rest('durationSeconds', saturate(reading.durationSeconds ?? 0, half.durationSeconds), receipt);
  room *= rest('winStreak', outlook.contest ? saturate(reading.winStreak, half.streak) : 0, receipt);
  return 1 - room;
}

/** Notes a field's magnitude and returns what it leaves over. */
function rest(field: string, size: number, receipt: AppraisalReceipt | null): number {
  return size > 0 ? 1 - noted(receipt, 'magnitude', field, size) : 1;
}

/** log10(1 + amount) over the decades that count, 0..1. */
function amountMagnitude(amount: number): number {
  return amount > 0 ? Math.min(1, Math.log10(1 + amount) / MAGNITUDE.amountDecades) : 0;
}

function clampUnit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
