import type { GameEvent } from '../events/event.types.js';
import { KIN, MODIFIERS } from './appraisal.tables.js';
import type { Pad, Situation } from './emotion.types.js';
import { eventTypeOf } from './event-type.rules.js';
import type { Outlook, ReadField } from './event-type.types.js';
import { UNKNOWN_OUTLOOK } from './inference.tables.js';
import { Reading, readEvent } from './reading.rules.js';

/**
 * What makes two events alike for the emotion cache: the type and the fields it reads, in bands. It holds no id, time,
 * name, chat text or exact value. Two remarks are alike only in form: do not cache an answer to an event for which
 * `isCacheable` is false.
 */
export function emotionSignature(event: GameEvent, situation: Situation): string {
  const outlook: Outlook = eventTypeOf(event.type) ?? UNKNOWN_OUTLOOK;
  const reading = readEvent(event, situation, outlook, READING);
  let signature = event.type;
  for (const field of outlook.reads) {
    const band = bandOf(field, reading);
    if (band !== '') signature += `|${field}=${band}`;
  }
  const mood = moodBand(outlook, situation.mood);
  if (mood !== '') signature += `|mood=${mood}`;
  const sensitivity = sensitivityBand(situation.sensitivity);
  return sensitivity === '' ? signature : `${signature}|sensitivity=${sensitivity}`;
}

/** False for an event whose meaning is in its text, which a signature must not hold. */
export function isCacheable(event: GameEvent): boolean {
  return event.data.text === undefined;
}

/** One for all calls: each is over before the next begins. */
const READING = new Reading();
/** Percent of health below which a player is no longer well: half. */
const LOW_HEALTH = 50;

/** A band of numbers: from where on it holds, and how it is written. */
interface Band {
  readonly from: number;
  readonly label: string;
}

const KILLS = bands(1, 2, 5);
const COMBO_HITS = bands(1, 5, 10, 20);
const LEVELS = bands(1, 10, 25, 50);
const AMOUNTS = bands(1, 100, 10_000);
const SECONDS = bands(0, 600, 1800, KIN.wearingSeconds);
const STREAKS = bands(1, 3, 5);
const MARGINS = bands(0, KIN.narrowMargin, KIN.clearMargin);

/** The band of one field; empty when it is absent or says nothing. */
function bandOf(field: ReadField, reading: Reading): string {
  switch (field) {
    case 'killCount':
      return steps(reading.killCount, KILLS);
    case 'comboLength':
      return steps(reading.comboLength, COMBO_HITS);
    case 'level':
      return steps(reading.level, LEVELS);
    case 'amount':
      return signed(reading.amount, AMOUNTS);
    case 'durationSeconds':
      return steps(reading.durationSeconds, SECONDS);
    case 'winStreak':
    case 'lossStreak':
    case 'deathStreak':
      return steps(reading[field] || undefined, STREAKS);
    case 'margin':
      return signed(reading.margin, MARGINS);
    case 'rarity':
      return reading.rarity ?? '';
    case 'difficulty':
      return reading.difficulty ?? '';
    case 'playerHealth':
      return healthBand(reading.playerHealth);
    case 'mvp':
    case 'inCombat':
    case 'isFirstTime':
      return reading[field] ? 'yes' : '';
    case 'enemy':
      return reading.enemyNamed ? 'named' : '';
    case 'ally':
      return reading.allyNamed ? 'named' : '';
    // The level stands for playerLevel, the first time for the count, and text is never part of a key.
    case 'playerLevel':
    case 'count':
    case 'text':
      return '';
  }
}

/** Bands such as "5+", the highest first. */
function bands(...from: readonly number[]): readonly Band[] {
  return from.toReversed().map((start) => ({ from: start, label: `${start}+` }));
}

/** The highest band that a value reaches; empty below the first. */
function steps(value: number | undefined, highestFirst: readonly Band[]): string {
  if (value === undefined) return '';
  for (const band of highestFirst) if (value >= band.from) return band.label;
  return '';
}

function signed(value: number | undefined, highestFirst: readonly Band[]): string {
  if (value === undefined) return '';
  return value < 0 ? `-${steps(-value, highestFirst)}` : steps(value, highestFirst);
}

function healthBand(health: number | undefined): string {
  if (health === undefined) return '';
  return health < MODIFIERS.lowHealth.below ? 'critical' : health < LOW_HEALTH ? 'low' : 'ok';
}

/** Only where a mood can colour the event. */
function moodBand({ kin }: Outlook, mood: Pad | null): string {
  if (mood === null || (kin.bright === undefined && kin.dim === undefined)) return '';
  return mood.pleasure >= KIN.moodTint ? 'bright' : mood.pleasure <= -KIN.moodTint ? 'dim' : '';
}

/** A tenth is as fine as a game is tuned. */
function sensitivityBand(sensitivity: number): string {
  const tenth = Math.round(sensitivity * 10) / 10;
  return tenth === 1 ? '' : String(tenth);
}
