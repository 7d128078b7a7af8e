import { IRREGULAR_STEMS } from './terms.tables.js';

const irregular: ReadonlyMap<string, string> = new Map(Object.entries(IRREGULAR_STEMS));

const ENGLISH_WORD = /^[a-z]{3,}$/;
const VOWEL = /[aeiouy]/;
const DOUBLED = /([bdfgmnprt])\1$/;
/** One vowel between two consonants, the last not w, x or y: the shape of "win", "hop" and "mak(e)". */
const SHORT_SYLLABLE = /^[^aeiou]*[aeiouy][^aeiouwxy]$/;

/**
 * The stem of an English word: plural, past, -ing and -ly are cut off, so that "dragons", "won" and "killing" meet
 * "dragon", "win" and "kill". After steps 1 and 5a of Porter (1980, "An algorithm for suffix stripping") and no
 * further: a stem that goes too far brings together words that are not kin. Any other word comes back as it is.
 */
export function stem(word: string): string {
  const known = stemOfIrregular(word);
  if (known !== undefined) return known;
  if (!ENGLISH_WORD.test(word)) return word;
  const singular = stripPlural(word);
  return stemOfIrregular(singular) ?? stripFinalE(stripLy(stripVerbEnding(singular)));
}

/** Its base form is stemmed as any word is ("left" meets "leaving" at "leav"), save where a word is its own. */
function stemOfIrregular(word: string): string | undefined {
  const base = irregular.get(word);
  return base === undefined || base === word ? base : stripFinalE(base);
}

function stripPlural(word: string): string {
  if (word.length < 4 || !word.endsWith('s')) return word;
  if (word.endsWith('ies')) return word.length === 4 ? word.slice(0, -1) : `${word.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/(?:ss|us|is)$/.test(word)) return word;
  return word.slice(0, -1);
}

function stripVerbEnding(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? word.slice(0, -1) : `${word.slice(0, -3)}y`;
  const ending = /(?:ing|[^e]ed)$/.test(word) ? (word.endsWith('ing') ? 3 : 2) : 0;
  if (ending === 0) return word;
  const base = word.slice(0, -ending);
  if (base.length < 2 || !VOWEL.test(base)) return word;
  if (DOUBLED.test(base) && base.length > 3) return base.slice(0, -1);
  if (/(?:at|bl|iz)$/.test(base) || SHORT_SYLLABLE.test(base)) return `${base}e`;
  return base;
}

function stripLy(word: string): string {
  if (word.length < 6 || !word.endsWith('ly')) return word;
  const base = word.slice(0, -2);
  return base.endsWith('i') ? `${base.slice(0, -1)}y` : base;
}

/** "achieve" and "achieved" meet at "achiev"; "fire" and "make" keep the e that tells them from other words. */
function stripFinalE(word: string): string {
  if (word.length < 5 || !/[^e]e$/.test(word)) return word;
  const base = word.slice(0, -1);
  return SHORT_SYLLABLE.test(base) ? word : base;
}
