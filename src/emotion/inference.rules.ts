import type { GameEvent } from '../events/event.types.js';
import type { AppraisalPart, EmotionName, Situation } from './emotion.types.js';
import type { Kin, Outlook } from './event-type.types.js';
import {
  DOWNFALL,
  FIELD_EVIDENCE,
  HARMLESS_WORDS,
  type Hint,
  HINTS,
  INFERENCE_CONFIDENCE,
  OPPONENT_STEMS,
  UNKNOWN_OUTLOOK,
} from './inference.tables.js';
import { type Reading, readEvent } from './reading.rules.js';

/** What can be guessed of an event of unknown type. */
export interface Inference {
  readonly outlook: Outlook;
  readonly reading: Reading;
  /** 0..0.6 */
  readonly confidence: number;
}

/** What the words of a type's name say. */
interface Wording {
  readonly good: Hint | null;
  readonly bad: Hint | null;
  /** How many words were understood. */
  readonly understood: number;
}

const HINT_BY_STEM: ReadonlyMap<string, Hint> = new Map(
  HINTS.flatMap((hint) => hint.stems.split(' ').map((stem): [string, Hint] => [stem, hint])),
);
const OPPONENTS: ReadonlySet<string> = new Set(OPPONENT_STEMS.split(' '));
const HARMLESS: ReadonlySet<string> = new Set(HARMLESS_WORDS.split(' '));
const DOWNFALL_HINT: Hint = { ...DOWNFALL, stems: '' };
const WORD = /[A-Z]?[a-z]+|[A-Z]+/g;
const SHORTEST_STEM = 3;
const LONGEST_STEM = Math.max(...[...HINT_BY_STEM.keys(), ...OPPONENTS].map((stem) => stem.length));

/**
 * Guesses what an unknown `namespace.name` means from the words of its name, and from its fields where the words say
 * nothing. Words outweigh fields; among fields bad signs outweigh good ones. Without any evidence the event is neutral
 * at confidence 0.3.
 */
export function inferOutlook(event: GameEvent, situation: Situation, parts: AppraisalPart[]): Inference {
  const reading = readEvent(event, situation, UNKNOWN_OUTLOOK);
  const wording = readWords(event.type);
  const fields = fieldSign(reading);
  const hint = leadingHint(wording);
  const sign = Math.sign(hint?.desirability ?? fields);
  if (sign === 0)
    return { outlook: UNKNOWN_OUTLOOK, reading, confidence: noted('noEvidence', INFERENCE_CONFIDENCE.none, parts) };

  const outlook = {
    ...UNKNOWN_OUTLOOK,
    desirability: hint?.desirability ?? sign * FIELD_EVIDENCE.desirability,
    kin: inferredKin(hint?.emotion ?? (sign > 0 ? 'happy' : 'disappointed')),
  };
  return { outlook, reading, confidence: inferredConfidence(wording, fields, sign, parts) };
}

function readWords(type: string): Wording {
  const words = (type.match(WORD) ?? []).map((word) => word.toLowerCase());
  const opposed = words.some(isOpponent);
  let good: Hint | null = null;
  let bad: Hint | null = null;
  let understood = 0;
  for (const word of words.slice(namespaceWords(type))) {
    const found = hintOf(word);
    if (found === undefined) continue;
    const hint = found.emotion === 'sad' && opposed ? DOWNFALL_HINT : found;
    understood += 1;
    if (hint.desirability > 0) good = stronger(good, hint);
    else bad = stronger(bad, hint);
  }
  // What was escaped did not happen: "death_avoided" is relief and nothing else.
  return { good, bad: good?.emotion === 'relieved' ? null : bad, understood };
}

/** How many words stand before the first dot: the namespace says whose event it is, not what it means. */
function namespaceWords(type: string): number {
  return type.slice(0, Math.max(0, type.indexOf('.'))).match(WORD)?.length ?? 0;
}

/** Relief stands once it is found; otherwise what is worth more. */
function stronger(a: Hint | null, b: Hint): Hint {
  if (a === null || b.emotion === 'relieved') return b;
  return a.emotion !== 'relieved' && Math.abs(b.desirability) > Math.abs(a.desirability) ? b : a;
}

/** The hint of the longest stem that the word is, begins with or ends in. */
function hintOf(word: string): Hint | undefined {
  if (HARMLESS.has(word)) return undefined;
  for (let length = Math.min(word.length, LONGEST_STEM); length >= SHORTEST_STEM; length -= 1) {
    const ending = HINT_BY_STEM.get(word.slice(-length));
    if (ending !== undefined) return ending;
    const beginning = length > SHORTEST_STEM ? HINT_BY_STEM.get(word.slice(0, length)) : undefined;
    if (beginning !== undefined) return beginning;
  }
  return undefined;
}

function isOpponent(word: string): boolean {
  for (let length = Math.min(word.length, LONGEST_STEM); length >= SHORTEST_STEM; length -= 1) {
    if (OPPONENTS.has(word.slice(0, length))) return true;
  }
  return false;
}

function leadingHint({ good, bad }: Wording): Hint | null {
  if (good === null || bad === null) return good ?? bad;
  return Math.abs(bad.desirability) >= good.desirability ? bad : good;
}

/** -1, 0 or 1: what the fields say. */
function fieldSign(reading: Reading): number {
  const { streak } = FIELD_EVIDENCE;
  const margin = reading.margin ?? 0;
  const amount = reading.amount ?? 0;
  if (margin < 0 || amount < 0 || reading.lossStreak >= streak || reading.deathStreak >= streak) return -1;
  const good =
    margin > 0 ||
    amount > 0 ||
    reading.rarity !== undefined ||
    (reading.killCount ?? 0) > 0 ||
    (reading.comboLength ?? 0) > 1 ||
    reading.mvp ||
    reading.winStreak >= streak;
  return good ? 1 : 0;
}

/** A guess keeps its own emotion unless the circumstances are plain. */
function inferredKin(usual: EmotionName): Kin {
  switch (usual) {
    case 'happy':
    case 'excited':
      return { usual, unexpected: 'amazed', earned: 'proud', strong: 'excited' };
    case 'sad':
    case 'disappointed':
      return { usual, mounting: 'frustrated' };
    default:
      return { usual };
  }
}

function inferredConfidence(wording: Wording, fields: number, sign: number, parts: AppraisalPart[]): number {
  const { fieldsOnly, word, agreement, conflict, highest } = INFERENCE_CONFIDENCE;
  let confidence =
    wording.understood > 0 ? noted('inferredFromWords', word, parts) : noted('inferredFromFields', fieldsOnly, parts);
  if ((wording.good !== null && wording.bad !== null) || fields === -sign) {
    return confidence + noted('conflict', conflict, parts);
  }
  if (wording.understood > 1) confidence += noted('agreement:words', agreement, parts);
  if (wording.understood > 0 && fields === sign) confidence += noted('agreement:fields', agreement, parts);
  return Math.min(highest, confidence);
}

function noted(rule: string, effect: number, parts: AppraisalPart[]): number {
  parts.push({ rule, effect, on: 'confidence' });
  return effect;
}
