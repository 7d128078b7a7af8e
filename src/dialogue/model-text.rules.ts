import { PROFANE_CHARACTERS, PROFANE_EVERYWHERE, PROFANE_WORDS } from './profanity.tables.js';
import { ORDERS, MARKUP, SELF_WORDS, SLOTS, type LineFault } from './line-check.tables.js';

/** Half a character (a surrogate without its other half), with something after it: at the very end the half may follow. */
const HALF_CHARACTER = /\p{Cs}(?=.)/su;
/** What is not seen but stands between the letters of a word that is looked for; also blanks that are no spaces. */
const HIDING = /[\p{Default_Ignorable_Code_Point}\p{Co}\u2800]+/gu;
/** A model's name that is no word of a language: `gpt-6-luna` or `llama4`, not `default`. */
const TELLING_NAME = /[\d\-_.]/;
/** UTF-16 units from which a model's name is looked for. */
const SHORTEST_NAME = 4;

/** A text as it is looked through: compatible forms of letters as the usual ones, and without what hides words. */
export function lookedThrough(text: string): string {
  return text.normalize('NFKC').replace(HIDING, '');
}

/**
 * What is wrong with any text of a model, a line or a memory, be it the beginning of one or the whole.
 *
 * @param text as it would be kept or said, of bounded length
 * @param language a BCP 47 tag; swear words are looked for in it and in English
 * @param model the model's name, which it must not tell; null when not known
 */
export function textFault(text: string, language: string, model: string | null): LineFault | null {
  if (HALF_CHARACTER.test(text)) return 'malformed';
  const plain = lookedThrough(text);
  if (MARKUP.some((pattern) => pattern.test(plain))) return 'markup';
  if (SLOTS.test(plain)) return 'unfilled_slot';
  if (ORDERS.test(plain)) return 'prompt_leak';
  if (SELF_WORDS.some((pattern) => pattern.test(plain)) || tellsModel(plain, model)) return 'out_of_character';
  return isProfane(plain, language) ? 'profane' : null;
}

function tellsModel(text: string, model: string | null): boolean {
  // `meta-llama/Llama-4-Scout:free` is known by `llama-4-scout`.
  const name = model?.toLowerCase().split('/').at(-1)?.split(':')[0] ?? '';
  return name.length >= SHORTEST_NAME && TELLING_NAME.test(name) && text.toLowerCase().includes(name);
}

function isProfane(text: string, language: string): boolean {
  const base = language.toLowerCase().split('-')[0] ?? '';
  return (
    PROFANE_EVERYWHERE.test(text) ||
    (PROFANE_WORDS[base]?.test(text) ?? false) ||
    (PROFANE_CHARACTERS[base]?.test(text) ?? false)
  );
}
