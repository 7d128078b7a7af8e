import { EMOTIONS } from './emotion.tables.js';
import { EMOTION_NAMES, type EmotionName } from './emotion.types.js';
import { foldText, readRemark } from './remark.rules.js';
import { REMARKS, type RemarkKind, type RemarkRow } from './remark.tables.js';
import {
  FEELING_WORDS,
  NEGATING_AFTER,
  NEGATING_BEFORE,
  NEGATING_WORDS,
  SENTIMENT,
  STRESSING_CHARACTERS,
  STRESSING_WORDS,
} from './sentiment.tables.js';

/** What a remark says about how its writer feels. */
export interface Sentiment {
  /** What the remark is, besides; null for nothing in particular, and for a greeting and the like said in distress. */
  readonly remark: RemarkKind | null;
  /** Null when nothing in it speaks of a feeling. */
  readonly emotion: EmotionName | null;
  /** -1..1: the strength of the feeling, with the sign of its pleasure. */
  readonly desirability: number;
  /** 0..1, never above 0.7. */
  readonly confidence: number;
}

interface Stem {
  readonly text: string;
  readonly emotion: EmotionName;
}

/** Feelings found so far: how often each, and which one leads (the last said wins a tie). */
interface Tally {
  /** By the place among EMOTION_NAMES. */
  readonly counts: Uint16Array;
  leader: EmotionName | null;
  good: boolean;
  bad: boolean;
  /** The leading feeling was said by denying its opposite. */
  negated: boolean;
}

const PLACE_OF: ReadonlyMap<EmotionName, number> = new Map(EMOTION_NAMES.map((emotion, place) => [emotion, place]));
/** One for all calls: each is over before the next begins, and nothing of it is handed out. */
const COUNTS = new Uint16Array(EMOTION_NAMES.length);
/** Words, emoticons, and the punctuation that ends a clause. */
const LATIN_TOKEN = /[a-z]+(?:['’][a-z]+)*|:'?-?[()d]|[.,!?;]/g;
const CLAUSE_ENDS = '.,!?;';
const NEGATION_REACH = 2;
const FIRST_CJK = 0x3000;
const NEGATIONS: ReadonlySet<string> = new Set(NEGATING_WORDS.split(' '));
const STRESSES: ReadonlySet<string> = new Set(STRESSING_WORDS.split(' '));
const { latin: LATIN_WORDS, stems: CJK_STEMS } = indexWords();

/**
 * Reads a remark, in the eight languages of the packs, by what kind it is and by its feeling words. A loss or an insult
 * stands whatever else is said; a greeting gives way to a feeling. A negated feeling becomes a mild opposite.
 * The text is only matched: it never reaches an answer, a key or a log.
 */
export function readSentiment(text: string): Sentiment {
  const folded = foldText(text);
  const { kind, rest } = readRemark(folded);
  const row: RemarkRow | null = kind === null ? null : REMARKS[kind];
  if (row?.firm === true) return ofKind(kind, row, SENTIMENT.confidence.agreeing);
  const tally: Tally = { counts: COUNTS.fill(0), leader: null, good: false, bad: false, negated: false };
  const stressedWord = tallyLatin(rest, tally);
  tallyCjk(rest, tally);
  if (tally.leader === null) return ofKind(kind, row, SENTIMENT.confidence.one);

  const hits = tally.counts[PLACE_OF.get(tally.leader)!]!;
  const stressed = stressedWord || text.includes('!') || text.includes('！') || STRESSING_CHARACTERS.test(rest);
  const strength =
    (SENTIMENT.word +
      SENTIMENT.furtherWord * Math.min(hits - 1, SENTIMENT.furtherWords) +
      (stressed ? SENTIMENT.stressed : 0)) *
    (tally.negated ? SENTIMENT.negated : 1);
  const { mixed, one, agreeing } = SENTIMENT.confidence;
  const isGood = EMOTIONS[tally.leader].pleasure > 0;
  return {
    remark: isGood ? kind : null,
    emotion: tally.leader,
    desirability: isGood ? strength : -strength,
    confidence: tally.good && tally.bad ? mixed : hits > 1 ? agreeing : one,
  };
}

/** What a kind of remark says by itself; without an emotion nothing is known. */
function ofKind(remark: RemarkKind | null, row: RemarkRow | null, confidence: number): Sentiment {
  const emotion = row?.emotion ?? null;
  return {
    remark,
    emotion,
    desirability: row?.desirability ?? 0,
    confidence: emotion === null ? SENTIMENT.confidence.none : confidence,
  };
}

/** Counts the Latin feeling words; true when one of degree was among the words. */
function tallyLatin(text: string, tally: Tally): boolean {
  let stressed = false;
  let sinceNegation = Infinity;
  for (const word of text.match(LATIN_TOKEN) ?? []) {
    const emotion = LATIN_WORDS.get(word);
    if (emotion !== undefined) count(tally, emotion, sinceNegation < NEGATION_REACH);
    stressed ||= STRESSES.has(word);
    if (CLAUSE_ENDS.includes(word)) sinceNegation = Infinity;
    else sinceNegation = isNegation(word) ? 0 : sinceNegation + 1;
  }
  return stressed;
}

function isNegation(word: string): boolean {
  return NEGATIONS.has(word) || word.endsWith("n't") || word.endsWith('n’t');
}

function tallyCjk(text: string, tally: Tally): void {
  let at = 0;
  while (at < text.length) {
    const stem = text.charCodeAt(at) < FIRST_CJK ? undefined : stemAt(text, at);
    if (stem === undefined) {
      at += 1;
      continue;
    }
    const end = at + stem.text.length;
    const negated =
      NEGATING_BEFORE.test(text.slice(Math.max(0, at - 3), at)) || NEGATING_AFTER.test(text.slice(end, end + 8));
    count(tally, stem.emotion, negated);
    at = end;
  }
}

function stemAt(text: string, at: number): Stem | undefined {
  return CJK_STEMS.get(text.charAt(at))?.find((stem) => text.startsWith(stem.text, at));
}

function count(tally: Tally, said: EmotionName, negated: boolean): void {
  const emotion = negated ? opposite(said) : said;
  const place = PLACE_OF.get(emotion)!;
  const hits = tally.counts[place]! + 1;
  tally.counts[place] = hits;
  if (EMOTIONS[emotion].pleasure > 0) tally.good = true;
  else tally.bad = true;
  if (tally.leader === null || hits >= tally.counts[PLACE_OF.get(tally.leader)!]!) {
    tally.leader = emotion;
    tally.negated = negated;
  }
}

/** "Not happy" is disappointment, "not worried" is contentment: neither is the full opposite. */
function opposite(emotion: EmotionName): EmotionName {
  return EMOTIONS[emotion].pleasure > 0 ? 'disappointed' : 'satisfied';
}

/** Latin words by the whole word; stems by their first character, the longest first. */
function indexWords(): { latin: Map<string, EmotionName>; stems: Map<string, Stem[]> } {
  const latin = new Map<string, EmotionName>();
  const stems = new Map<string, Stem[]>();
  for (const emotion of EMOTION_NAMES) {
    const words: readonly string[] = FEELING_WORDS[emotion];
    for (const text of words.flatMap((list) => list.split(' '))) {
      if (text.charCodeAt(0) < FIRST_CJK) latin.set(text, emotion);
      else stems.set(text.charAt(0), [...(stems.get(text.charAt(0)) ?? []), { text, emotion }]);
    }
  }
  for (const list of stems.values()) list.sort((a, b) => b.text.length - a.text.length);
  return { latin, stems };
}
