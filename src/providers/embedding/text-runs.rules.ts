import { STOP_BIGRAMS, STOP_WORDS } from './stop-words.tables.js';

/** The most characters (UTF-16 units) that are read of one text: the longest memory the API accepts. */
export const MAX_ANALYSED_CHARACTERS = 2000;

/** A stretch of a text: one word of a spaced script, or an unbroken run of Chinese, Japanese or Korean characters. */
export interface TextRun {
  readonly kind: 'word' | 'cjk';
  readonly text: string;
}

const CJK = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc`;
/** Scripts without spaces between words that have no useful bigrams: these need the dictionary of Intl.Segmenter. */
const UNSPACED = String.raw`\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD = String.raw`(?:(?![${CJK}${UNSPACED}])[\p{L}\p{M}\p{N}])+`;

const RUNS = new RegExp(`([${CJK}]+)|([${UNSPACED}]+)|(${WORD}(?:['\u2019]${WORD})*)`, 'gu');
const ASCII_WORDS = /[a-z0-9]+(?:'[a-z0-9]+)*/g;
const NON_ASCII = /[\u0080-\uffff]/;
/** "player's", "don't", "we're": the ending is grammar, not subject. */
const CONTRACTION = /['\u2019](?:s|t|re|ve|ll|d|m)$/;
const APOSTROPHES = /['\u2019]/;
/** Accents above and below Latin, Greek and Cyrillic letters; the vowel signs of other scripts are not among them. */
const ACCENTS = /[\u0300-\u036f]/g;

/** Making a Segmenter loads its dictionaries: once for the process. */
const segmenter = new Intl.Segmenter('th', { granularity: 'word' });

const stopWords: ReadonlySet<string> = new Set(STOP_WORDS.flat());
const stopBigrams: ReadonlySet<string> = new Set(STOP_BIGRAMS);

/** Unicode NFKC (full-width and half-width become one) and lower case, at most MAX_ANALYSED_CHARACTERS. */
export function foldText(text: string): string {
  const bounded = text.length > MAX_ANALYSED_CHARACTERS ? text.slice(0, MAX_ANALYSED_CHARACTERS) : text;
  if (!NON_ASCII.test(bounded)) return bounded.toLowerCase();
  // NFKC may make one character into eighteen, so the bound is put on again.
  return bounded.normalize('NFKC').toLowerCase().slice(0, MAX_ANALYSED_CHARACTERS);
}

/**
 * The words and CJK runs of a text, folded, in order; punctuation, symbols and English function words are left out.
 * Words of spaced scripts are runs of letters and digits, which are the words Intl.Segmenter finds in them at a small
 * part of its price; Thai, Lao, Khmer and Burmese, where there is no space to go by, are given to Intl.Segmenter.
 */
export function splitRuns(text: string): TextRun[] {
  const folded = foldText(text);
  const runs: TextRun[] = [];
  if (!NON_ASCII.test(folded)) {
    for (const word of folded.match(ASCII_WORDS) ?? []) pushWord(runs, word);
    return runs;
  }
  for (const [, cjk, unspaced, word] of folded.matchAll(RUNS)) {
    if (cjk !== undefined) runs.push({ kind: 'cjk', text: cjk });
    else if (unspaced !== undefined) pushSegments(runs, unspaced);
    else if (word !== undefined) pushWord(runs, word.normalize('NFD').replace(ACCENTS, '').normalize('NFC'));
  }
  return runs;
}

/** The overlapping pairs of characters of a CJK run, without those that are mere grammar; a lone character is itself. */
export function cjkBigrams(run: string): string[] {
  const characters = Array.from(run);
  if (characters.length === 1) return characters;
  const bigrams: string[] = [];
  for (let i = 0; i + 1 < characters.length; i += 1) {
    const bigram = `${characters[i]}${characters[i + 1]}`;
    if (!stopBigrams.has(bigram)) bigrams.push(bigram);
  }
  return bigrams;
}

function pushSegments(runs: TextRun[], text: string): void {
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    if (isWordLike === true) runs.push({ kind: 'word', text: segment });
  }
}

function pushWord(runs: TextRun[], word: string): void {
  if (!APOSTROPHES.test(word)) {
    if (!stopWords.has(word)) runs.push({ kind: 'word', text: word });
    return;
  }
  for (const part of word.replace(CONTRACTION, '').split(APOSTROPHES)) {
    if (part !== '' && !stopWords.has(part)) runs.push({ kind: 'word', text: part });
  }
}
