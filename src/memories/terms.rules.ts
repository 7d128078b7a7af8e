import { cjkBigrams, splitRuns } from '../providers/embedding/text-runs.rules.js';
import { stem } from './stem.rules.js';

/** No word of any language is longer; what is (a pasted key, a run of letters) is cut. */
const MAX_TERM_CHARACTERS = 40;
const HAN = /\p{Script=Han}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const LONE_HAN = /(?<!\p{Script=Han})\p{Script=Han}(?!\p{Script=Han})/gu;
/** What may stand at the end of a sentence without changing it; after NFKC, so in its half-width forms. */
const SENTENCE_ENDINGS = new Set(['.', '!', '?', ',', ';', ':', '。', '、', '…', '~', '〜', ' ']);

/**
 * The search terms of a text, in order and with repeats, so that their frequency can be counted: stemmed words, and
 * for Chinese, Japanese and Korean the overlapping pairs of characters (a lone character gives itself). Folded by
 * NFKC and lower case, without English function words; of the first 2,000 characters.
 */
export function extractTerms(text: string): string[] {
  const terms: string[] = [];
  for (const run of splitRuns(text)) {
    if (run.kind === 'cjk') terms.push(...cjkBigrams(run.text));
    else terms.push(stem(run.text).slice(0, MAX_TERM_CHARACTERS));
  }
  return terms;
}

/**
 * The terms to keep with a memory: those of `extractTerms` and each Chinese character by itself, so that a question
 * of one character (龙, 剣) finds the words it is part of. A question is read by `extractTerms`: were it split into
 * single characters too, nearly every memory would answer.
 */
export function extractIndexTerms(text: string): string[] {
  const terms = extractTerms(text);
  for (const run of splitRuns(text)) {
    if (run.kind !== 'cjk') continue;
    const characters = Array.from(run.text);
    if (characters.length > 1) terms.push(...characters.filter((character) => HAN.test(character)));
  }
  return terms;
}

/**
 * The terms to look for: those of `extractTerms`, and each Chinese character that stands between Japanese kana. Such a
 * one is a word by itself whose kana change with its grammar (教わる, 教えて), so no pair of characters finds it.
 */
export function extractQueryTerms(text: string): string[] {
  const terms = extractTerms(text);
  for (const run of splitRuns(text)) {
    if (run.kind === 'cjk' && KANA.test(run.text)) terms.push(...(run.text.match(LONE_HAN) ?? []));
  }
  return terms;
}

/**
 * The form by which two contents are held to be equal: NFKC, lower case, one space between words, no punctuation at
 * the end. A text of nothing but punctuation keeps it.
 */
export function normaliseText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  let end = folded.length;
  while (end > 0 && SENTENCE_ENDINGS.has(folded.charAt(end - 1))) end -= 1;
  return end === 0 ? folded : folded.slice(0, end);
}
