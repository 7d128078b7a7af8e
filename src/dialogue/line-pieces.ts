import { beginningFault, spokenText } from './line-check.rules.js';
import type { LinePrompt } from './line-prompt.types.js';

/** Characters that must have come and passed the checks before any are passed on. */
const FIRST_PIECE = 40;
/** Characters at the end that are held back: a fault shows before its last word is out, and a closing quotation mark goes. */
const HELD_BACK = 12;

/** A line on its way: passed on from its fortieth character, as long as nothing is wrong with it. */
export class CheckedPieces {
  private answer = '';
  private sent = 0;
  private isBad = false;

  constructor(
    private readonly prompt: LinePrompt,
    private readonly pass: (piece: string) => void,
  ) {}

  add(piece: string): void {
    this.answer += piece;
    const text = spokenText(this.answer).replace(/^["“„«「]\s*/u, '');
    if (this.isBad || [...text].length < FIRST_PIECE) return;
    this.isBad = beginningFault(text, this.prompt) !== null;
    if (!this.isBad) this.send(text.slice(0, Math.max(0, text.length - HELD_BACK)));
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
