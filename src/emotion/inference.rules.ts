import type { EmotionName } from './emotion.types.js';
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
import type { Reading } from './reading.rules.js';
import { noted, type AppraisalReceipt } from './receipt.rules.js';

/** What the words of a type's name say. */
interface Wording {
  readonly good: Hint | null;
  readonly bad: Hint | null;
  /** How many words were understood. */
  readonly understood: number;
  /** What the words make of the type; null where they say nothing. */
  readonly outlook: Outlook | null;
}

const HINT_BY_STEM: ReadonlyMap<string, Hint> = new Map(
  HINTS.flatMap((hint) => hint.stems.split(' ').map((stem): [string, Hint] => [stem, hint])),
);
const OPPONENTS: ReadonlySet<string> = new Set(OPPONENT_STEMS.split(' '));
const HARMLESS: ReadonlySet<string> = new Set(HARMLESS_WORDS.split(' '));
const DOWNFALL_HINT: Hint = { ...DOWNFALL, stems: '' };
const WORD = /[A-Z]?[a-z]+|[A-Z]+/g;
const GOOD_BY_FIELDS = guess(FIELD_EVIDENCE.desirability, 'happy');
const BAD_BY_FIELDS = guess(-FIELD_EVIDENCE.desirability, 'disappointed');
/** Names of types that are remembered; the longest that is taken has 64 characters, so this is under 200 KB. */
const MAX_WORDINGS = 1000;
const WORDINGS = new Map<string, Wording>();
const SHORTEST_STEM = 3;
const LONGEST_STEM = Math.max(...[...HINT_BY_STEM.keys(), ...OPPONENTS].map((stem) => stem.length));

/**
 * Guesses what an unknown `namespace.name` means from the words of its name, and from its fields where the words say
 * nothing. Words outweigh fields; among fields bad signs outweigh good ones. Without any evidence the event is neutral.
 */
export function inferOutlook(type: string, reading: Reading): Outlook {
  const { outlook } = wordingOf(type);
  if (outlook !== null) return outlook;
  const fields = fieldSign(reading);
  return fields > 0 ? GOOD_BY_FIELDS : fields < 0 ? BAD_BY_FIELDS : UNKNOWN_OUTLOOK;
}

/** How far such a guess is to be trusted, 0..0.6; 0.3 without any evidence. What counted is written to the receipt. */
export function inferConfidence(type: string, reading: Reading, receipt: AppraisalReceipt | null): number {
  const { none, fieldsOnly, word, agreement, conflict, highest } = INFERENCE_CONFIDENCE;
  const { good, bad, understood, outlook } = wordingOf(type);
  const fields = fieldSign(reading);
  const sign = outlook === null ? fields : Math.sign(outlook.desirability);
  if (sign === 0) return noted(receipt, 'confidence', 'noEvidence', none);
  let confidence =
    understood > 0
      ? noted(receipt, 'confidence', 'inferredFromWords', word)
      : noted(receipt, 'confidence', 'inferredFromFields', fieldsOnly);
  if ((good !== null && bad !== null) || fields === -sign) {
    return confidence + noted(receipt, 'confidence', 'conflict', conflict);
  }
  if (understood > 1) confidence += noted(receipt, 'confidence', 'agreement', agreement, 'words');
  if (understood > 0 && fields === sign) confidence += noted(receipt, 'confidence', 'agreement', agreement, 'fields');
  return Math.min(highest, confidence);
}

/** A game sends few types of its own, again and again: their names are read once. */
function wordingOf(type: string): Wording {
  const known = WORDINGS.get(type);
  if (known !== undefined) return known;
  const wording = readWords(type);
  if (WORDINGS.size >= MAX_WORDINGS) WORDINGS.clear();
  WORDINGS.set(type, wording);
  return wording;
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
  if (good?.emotion === 'relieved') bad = null;
  const leading = leadingHint(good, bad);
  return { good, bad, understood, outlook: leading && guess(leading.desirability, leading.emotion) };
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

function leadingHint(good: Hint | null, bad: Hint | null): Hint | null {
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

function guess(desirability: number, emotion: EmotionName): Outlook {
  return { ...UNKNOWN_OUTLOOK, desirability, kin: inferredKin(emotion) };
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
