import type { GameEvent } from '../events/event.types.js';
import { KIN, MODIFIERS } from './appraisal.tables.js';
import type { Pad, Situation } from './emotion.types.js';
import { eventTypeOf } from './event-type.rules.js';
import type { Outlook, ReadField } from './event-type.types.js';
import { UNKNOWN_OUTLOOK } from './inference.tables.js';
import { type Reading, readEvent } from './reading.rules.js';

/**
 * What makes two events alike for the emotion cache: the type and the fields it reads, in bands. It holds no id, time,
 * name, chat text or exact value. Two remarks are alike only in form: do not cache an answer to an event for which
 * `isCacheable` is false.
 */
export function emotionSignature(event: GameEvent, situation: Situation): string {
  const outlook: Outlook = eventTypeOf(event.type) ?? UNKNOWN_OUTLOOK;
  const reading = readEvent(event, situation, outlook);
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

/** Percent of health below which a player is no longer well: half. */
const LOW_HEALTH = 50;

/** The band of one field; empty when it is absent or says nothing. */
function bandOf(field: ReadField, reading: Reading): string {
  switch (field) {
    case 'killCount':
      return steps(reading.killCount, [1, 2, 5]);
    case 'comboLength':
      return steps(reading.comboLength, [1, 5, 10, 20]);
    case 'level':
      return steps(reading.level, [1, 10, 25, 50]);
    case 'amount':
      return signed(reading.amount, [1, 100, 10_000]);
    case 'durationSeconds':
      return steps(reading.durationSeconds, [0, 600, 1800, KIN.wearingSeconds]);
    case 'winStreak':
    case 'lossStreak':
    case 'deathStreak':
      return steps(reading[field] || undefined, [1, 3, 5]);
    case 'margin':
      return signed(reading.margin, [0, KIN.narrowMargin, KIN.clearMargin]);
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

/** The highest step that a value reaches, such as "5+"; empty below the first. */
function steps(value: number | undefined, from: readonly number[]): string {
  if (value === undefined) return '';
  const step = from.findLast((start) => value >= start);
  return step === undefined ? '' : `${step}+`;
}

function signed(value: number | undefined, from: readonly number[]): string {
  if (value === undefined) return '';
  return value < 0 ? `-${steps(-value, from)}` : steps(value, from);
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
