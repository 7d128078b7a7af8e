import { COMMON_WORDS, FOREIGN_WORDS, KANA_LETTERS, SCRIPT_LETTERS, SCRIPT_SHARE } from './line-check.tables.js';

const LETTER = /\p{L}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;
/** Words with a letter that English words do not have; one that begins with a capital may be a name. */
const ACCENTED = /(?<![\p{L}\p{N}'])(?=\p{Ll})[\p{Script=Latin}]*(?![a-z])\p{Script=Latin}[\p{Script=Latin}]*/gu;

/** Whether a line is plainly in another language than the one asked for: by its script, else by its common words. */
export function languageFault(line: string, language: string): boolean {
  const locale = new Intl.Locale(language).maximize();
  const letters = [...line].filter((character) => LETTER.test(character));
  return hasOtherScript(letters, locale.script ?? '') || hasOtherWords(line, locale.language);
}

function hasOtherScript(letters: readonly string[], script: string): boolean {
  const expected = SCRIPT_LETTERS[script];
  if (expected === undefined || letters.length === 0) return false;
  const fitting = letters.filter((letter) => expected.test(letter)).length;
  if (fitting < SCRIPT_SHARE * letters.length) return true;
  const hasKana = letters.some((letter) => KANA.test(letter));
  if (script === 'Hans' || script === 'Hant') return hasKana;
  return script === 'Jpan' && !hasKana && letters.filter((letter) => HAN.test(letter)).length >= KANA_LETTERS;
}

/**
 * Whether the beginning of a line shows that it is in the language asked for: by its script and, where the language's
 * common words are known, by more of them than any other language has there. One that shows nothing yet may still be.
 */
export function showsLanguage(beginning: string, language: string): boolean {
  if (languageFault(beginning, language)) return false;
  const counts = wordCounts(beginning, new Intl.Locale(language).language);
  return counts === null || counts.own > counts.other;
}

function hasOtherWords(line: string, language: string): boolean {
  const counts = wordCounts(line, language);
  return counts !== null && counts.other >= counts.own + FOREIGN_WORDS;
}

/** Common words of the language in a text, and of the other language that has most; null for one without a list. */
function wordCounts(line: string, language: string): { readonly own: number; readonly other: number } | null {
  const own = COMMON_WORDS[language];
  if (own === undefined) return null;
  // Each once: a call that is repeated ("Ai, ai, ai!") shows no more than one that is not.
  const words = new Set(
    line
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}']+/gu) ?? [],
  );
  const count = (common: ReadonlySet<string>) => [...words].filter((word) => isAmong(word, common)).length;
  const others = Object.values(COMMON_WORDS).filter((common) => common !== own);
  const accented = language === 'en' ? (line.match(ACCENTED) ?? []).length : 0;
  return { own: count(own), other: Math.max(accented, ...others.map(count)) };
}

/** Whether a word is in a list, whole or by what was put before it (`l'hai`, `d'une`). */
function isAmong(word: string, common: ReadonlySet<string>): boolean {
  return common.has(word) || common.has(word.slice(0, word.indexOf("'") + 1));
}
