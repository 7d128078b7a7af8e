import { languageFault } from './line-language.rules.js';
import { LEAK_WORDS, MARKUP, SELF_WORDS, SLOTS, type LineFault } from './line-check.tables.js';
import { lineLength } from './line-prompt.rules.js';
import { MOMENT_TAG } from './line-prompt.tables.js';
import type { LinePrompt } from './line-prompt.types.js';

/** Quotation marks that a model puts around a line although it was asked not to. */
const QUOTED = /^(?:"(.*)"|“(.*)”|„(.*)[“”]|«\s*(.*?)\s*»|「(.*)」)$/su;
/** Invisible characters that could hide or reorder text: controls but line breaks, zero-width and bidi marks. */
const INVISIBLE = /(?![\n\r])\p{Cc}|[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** A model's answer as it would be said: without what surrounds it. */
export function spokenText(answer: string): string {
  const clean = answer.replace(INVISIBLE, '').trim();
  const quoted = QUOTED.exec(clean);
  return quoted === null ? clean : (quoted.slice(1).find((inner) => inner !== undefined) ?? clean).trim();
}

/** What is wrong with a whole line; null when it may be said. */
export function lineFault(line: string, prompt: LinePrompt): LineFault | null {
  if (!/[\p{L}\p{N}]/u.test(line)) return 'empty';
  return beginningFault(line, prompt) ?? (languageFault(line, prompt.language) ? 'wrong_language' : null);
}

/** What is wrong already with the beginning of a line that goes on; its language is another matter: see `showsLanguage`. */
export function beginningFault(line: string, prompt: LinePrompt): LineFault | null {
  if ([...line].length > lineLength(prompt.language).most) return 'too_long';
  if (line.includes(MOMENT_TAG) || sharesWords(line, prompt.system)) return 'prompt_leak';
  if (MARKUP.some((pattern) => pattern.test(line))) return 'markup';
  if (SLOTS.test(line)) return 'unfilled_slot';
  if (SELF_WORDS.some((pattern) => pattern.test(line))) return 'out_of_character';
  return prompt.playerText !== null && sharesWords(line, prompt.playerText) ? 'echo' : null;
}

/** Whether six words in a row stand in both. */
function sharesWords(line: string, text: string): boolean {
  const runs = new Set(wordRuns(text));
  return wordRuns(line).some((run) => runs.has(run));
}

function wordRuns(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const runs: string[] = [];
  for (let at = 0; at + LEAK_WORDS <= words.length; at += 1) runs.push(words.slice(at, at + LEAK_WORDS).join(' '));
  return runs;
}
