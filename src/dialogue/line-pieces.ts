import { beginningFault, spokenText } from './line-check.rules.js';
import type { LineFault } from './line-check.tables.js';
import { languageFault, showsLanguage } from './line-language.rules.js';
import type { LinePrompt } from './line-prompt.types.js';

/** Characters that must have come and passed the checks before any are passed on. */
const FIRST_PIECE = 40;
/** Characters at the end that are held back: a fault shows before its last word is out, and a closing quotation mark goes. */
const HELD_BACK = 12;
/** Characters over which a fault must stand before no more is read: a word that is half there may look like one. */
const FAULT_STANDS = 40;

/**
 * A line on its way: passed on from its fortieth character, as long as nothing is wrong with what came so far and it shows
 * its language. What raises a doubt is held back until the doubt is gone; a fault that stands ends the reading.
 */
export class CheckedPieces {
  private answer = '';
  private sent = 0;
  private doubtedFrom: number | null = null;
  private found: LineFault | null = null;

  constructor(
    private readonly prompt: LinePrompt,
    private readonly pass: (piece: string) => void,
  ) {}

  /** For what no more was read; null when the line came to its end. */
  get fault(): LineFault | null {
    return this.found;
  }

  /** Whether more is to be read. */
  add(piece: string): boolean {
    if (this.found !== null) return false;
    this.answer += piece;
    const text = spokenText(this.answer).replace(/^["“„«「]\s*/u, '');
    const length = [...text].length;
    if (length < FIRST_PIECE) return true;
    const { language } = this.prompt;
    const fault = beginningFault(text, this.prompt) ?? (languageFault(text, language) ? 'wrong_language' : null);
    if (fault === null) {
      this.doubtedFrom = null;
      if (showsLanguage(text, language)) this.send(text.slice(0, Math.max(0, text.length - HELD_BACK)));
      return true;
    }
    this.doubtedFrom ??= length;
    // A line that is too long does not become shorter.
    if (fault === 'too_long' || length - this.doubtedFrom >= FAULT_STANDS) this.found = fault;
    return this.found === null;
  }

  /** The whole line has passed: what was held back. */
  finish(text: string): void {
    this.send(text);
  }

  private send(text: string): void {
    if (text.length <= this.sent) return;
    // Not between the halves of a character.
    const end = /[\uD800-\uDBFF]$/.test(text) ? text.length - 1 : text.length;
    this.pass(text.slice(this.sent, end));
    this.sent = end;
  }
}
