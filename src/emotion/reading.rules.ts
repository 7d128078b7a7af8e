import { type Difficulty, type GameEvent, RARITIES, type Rarity } from '../events/event.types.js';
import type { Situation } from './emotion.types.js';
import type { Outlook, ReadField } from './event-type.types.js';

/** The fields of an event that its type reads, in one flat shape. What the type does not read stays empty. */
export class Reading {
  killCount!: number | undefined;
  comboLength!: number | undefined;
  level!: number | undefined;
  /** At least the rarity that the type itself vouches for. */
  rarity!: Rarity | undefined;
  /** The event said so itself; it is not only implied. */
  raritySent!: boolean;
  margin!: number | undefined;
  amount!: number | undefined;
  durationSeconds!: number | undefined;
  /** Percent. */
  playerHealth!: number | undefined;
  difficulty!: Difficulty | undefined;
  winStreak!: number;
  lossStreak!: number;
  deathStreak!: number;
  mvp!: boolean;
  inCombat!: boolean;
  isFirstTime!: boolean;
  enemyNamed!: boolean;
  allyNamed!: boolean;
  text!: string;
  /** The sent rarity is below the one that the type vouches for. */
  rarityDisputed!: boolean;
  /** `isFirstTime` and `count` cannot both be right. */
  firstTimeDisputed!: boolean;

  constructor() {
    this.clear(undefined);
  }

  /** Empties it for the next event, of a type that vouches for a rarity or for none. */
  clear(impliedRarity: Rarity | undefined): void {
    this.killCount = undefined;
    this.comboLength = undefined;
    this.level = undefined;
    this.rarity = impliedRarity;
    this.raritySent = false;
    this.margin = undefined;
    this.amount = undefined;
    this.durationSeconds = undefined;
    this.playerHealth = undefined;
    this.difficulty = undefined;
    this.winStreak = 0;
    this.lossStreak = 0;
    this.deathStreak = 0;
    this.mvp = false;
    this.inCombat = false;
    this.isFirstTime = false;
    this.enemyNamed = false;
    this.allyNamed = false;
    this.text = '';
    this.rarityDisputed = false;
    this.firstTimeDisputed = false;
  }
}

/** A rarity's place among RARITIES, -1 when it is absent or unknown. */
export function rarityRank(rarity: Rarity | undefined): number {
  return rarity === undefined ? -1 : RARITIES.indexOf(rarity);
}

/**
 * Reads from an event exactly the fields that its outlook names. Streaks may stand in data or context: data wins.
 *
 * @param reading filled and returned: whoever reads many events needs one only
 */
export function readEvent(event: GameEvent, situation: Situation, outlook: Outlook, reading: Reading): Reading {
  reading.clear(outlook.impliedRarity);
  for (const field of outlook.reads) readField(reading, field, event, situation);
  return reading;
}

function readField(reading: Reading, field: ReadField, { data, context }: GameEvent, situation: Situation): void {
  switch (field) {
    case 'killCount':
    case 'comboLength':
    case 'margin':
    case 'amount':
    case 'durationSeconds':
      reading[field] = data[field];
      break;
    case 'winStreak':
    case 'lossStreak':
    case 'deathStreak':
      reading[field] = data[field] ?? context[field] ?? 0;
      break;
    case 'level':
      reading.level = data.level ?? reading.level;
      break;
    case 'playerLevel':
      reading.level ??= context.playerLevel;
      break;
    case 'rarity':
      readRarity(reading, data.rarity);
      break;
    case 'mvp':
      reading.mvp = data.mvp === true;
      break;
    case 'isFirstTime':
      reading.isFirstTime = data.isFirstTime ?? (data.count === undefined ? situation.isFirstTime : data.count === 1);
      break;
    case 'count':
      reading.firstTimeDisputed =
        data.isFirstTime !== undefined && data.count !== undefined && data.isFirstTime !== (data.count === 1);
      break;
    case 'enemy':
      reading.enemyNamed = data.enemy !== undefined;
      break;
    case 'ally':
      reading.allyNamed = data.ally !== undefined;
      break;
    case 'text':
      reading.text = data.text ?? '';
      break;
    case 'playerHealth':
      reading.playerHealth = context.playerHealth;
      break;
    case 'inCombat':
      reading.inCombat = context.inCombat === true;
      break;
    case 'difficulty':
      reading.difficulty = context.difficulty;
      break;
  }
}

/** The rarer of the sent and the implied rarity stands, so that a rarer drop never counts for less. */
function readRarity(reading: Reading, sent: Rarity | undefined): void {
  if (sent === undefined) return;
  reading.raritySent = true;
  const implied = rarityRank(reading.rarity);
  const rank = rarityRank(sent);
  if (rank > implied) reading.rarity = sent;
  reading.rarityDisputed = rank < implied;
}
