import { languageFault } from './line-language.rules.js';
import { DENSE_CHARACTERS, LEAK_CHARACTERS, LEAK_WORDS, type LineFault } from './line-check.tables.js';
import { lineLength } from './line-prompt.rules.js';
import { MOMENT_TAG } from './line-prompt.tables.js';
import type { LinePrompt } from './line-prompt.types.js';
import { lookedThrough, textFault } from './model-text.rules.js';

/** Quotation marks that a model puts around a line although it was asked not to. */
const QUOTED = /^(?:"(.*)"|“(.*)”|„(.*)[“”]|«(.*)»|「(.*)」)$/su;
/**
 * Invisible characters that could hide or reorder text: controls but line breaks, what is not drawn and private use; what
 * joins emoji and the letters of some scripts stays, except after a Latin letter, where it joins nothing.
 */
const INVISIBLE = new RegExp(
  [
    String.raw`(?![\n\r])\p{Cc}`,
    String.raw`(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}`,
    String.raw`\p{Co}|\u2800`,
    String.raw`(?<=\p{Script=Latin})(?:\u200C|\u200D|\uFE0E|\uFE0F)+`,
  ].join('|'),
  'gu',
);
/** UTF-16 units of an answer that are looked at: twice what the longest line has, and much to trim. */
const MOST_READ = 2000;

/** A model's answer as it would be said: without what surrounds it. One that is far too long stays as it is. */
export function spokenText(answer: string): string {
  if (answer.length > MOST_READ) return answer;
  const clean = answer.replace(INVISIBLE, '').trim();
  const quoted = QUOTED.exec(clean);
  return quoted === null ? clean : (quoted.slice(1).find((inner) => inner !== undefined) ?? clean).trim();
}

/** What is wrong with a whole line; null when it may be said. */
export function lineFault(line: string, prompt: LinePrompt): LineFault | null {
  if (isTooLong(line, prompt)) return 'too_long';
  if (!line.isWellFormed()) return 'malformed';
  if (!/[\p{L}\p{N}]/u.test(line)) return 'empty';
  return beginningFault(line, prompt) ?? (languageFault(line, prompt.language) ? 'wrong_language' : null);
}

/** What is wrong already with the beginning of a line that goes on; its language is another matter: see `showsLanguage`. */
export function beginningFault(line: string, prompt: LinePrompt): LineFault | null {
  if (isTooLong(line, prompt)) return 'too_long';
  const { language, model = null, playerText, chatMemories = [] } = prompt;
  const plain = lookedThrough(line);
  if (plain.includes(MOMENT_TAG) || sharesWords(plain, prompt.system)) return 'prompt_leak';
  const typed = playerText === null ? chatMemories : [playerText, ...chatMemories];
  // First, as it tells the cause: what is repeated may be an order or an address as well.
  return typed.some((text) => sharesWords(plain, text)) ? 'echo' : textFault(line, language, model);
}

/** Looks at the whole only where it may be short enough: a character is two UTF-16 units at most. */
function isTooLong(line: string, { language }: LinePrompt): boolean {
  const { most } = lineLength(language);
  return line.length > 2 * most || [...line].length > most;
}

/** Whether six words in a row stand in both, or ten characters of a script that has no spaces. */
function sharesWords(line: string, text: string): boolean {
  const known = new Set(runsOf(text));
  return runsOf(line).some((run) => known.has(run));
}

function runsOf(text: string): string[] {
  const lower = lookedThrough(text).toLowerCase();
  const words = runs(lower.match(/[\p{L}\p{N}']+/gu) ?? [], LEAK_WORDS, ' ');
  return [...words, ...runs(lower.match(DENSE_CHARACTERS) ?? [], LEAK_CHARACTERS, '')];
}

function runs(parts: readonly string[], length: number, joint: string): string[] {
  const found: string[] = [];
  for (let at = 0; at + length <= parts.length; at += 1) found.push(parts.slice(at, at + length).join(joint));
  return found;
}
