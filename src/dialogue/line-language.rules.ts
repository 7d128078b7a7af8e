import { COMMON_WORDS, FOREIGN_WORDS, KANA_LETTERS, SCRIPT_LETTERS, SCRIPT_SHARE } from './line-check.tables.js';

const LETTER = /\p{L}/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const HAN = /\p{Script=Han}/u;

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

function hasOtherWords(line: string, language: string): boolean {
  const own = COMMON_WORDS[language];
  if (own === undefined) return false;
  const words =
    line
      .toLowerCase()
      .match(/[\p{L}'’]+/gu)
      ?.map((word) => word.replace('’', "'")) ?? [];
  const count = (common: ReadonlySet<string>) => words.filter((word) => common.has(word)).length;
  const ownCount = count(own);
  return Object.values(COMMON_WORDS).some((common) => common !== own && count(common) >= ownCount + FOREIGN_WORDS);
}
