import type { GateRefusal } from '../budget/llm-gate.port.js';
import type { LlmFailure } from '../providers/llm/llm.port.js';
import type { LineFault } from './line-check.tables.js';
import type { LinePrompt } from './line-prompt.types.js';

/** Why no model's line was said; `all_said`: this player heard all that there are a moment ago. */
export type LineCause = GateRefusal | LlmFailure | LineFault | 'off' | 'all_said' | 'not_special' | 'superseded';

/** A line that is wanted of a model. */
export interface LineWish {
  readonly gameId: string;
  /** Whom it is for; null when nobody is known. */
  readonly playerId: string | null;
  readonly prompt: LinePrompt;
  /** Ids of the lines said last. */
  readonly lastLines: readonly string[];
  /** Draws among the variants. */
  readonly seed: number;
  /** Milliseconds for all of it. */
  readonly timeoutMs: number;
  /** Passes over cache and share, never over the budget. */
  readonly isForced: boolean;
  /** Told the line as it comes, in pieces that passed the checks. */
  readonly onText?: ((piece: string) => void) | undefined;
}

/** What came of it. */
export interface WrittenLine {
  /** Null: a template is to be said. */
  readonly text: string | null;
  /** What the lines said last know it by; null where there is none. */
  readonly lineId: string | null;
  readonly method: 'llm' | 'cached' | 'template';
  /** Why no model was asked, or why its answer was not said; null when it was. */
  readonly cause: LineCause | null;
  /** True when the cause is a failure of a model that was asked. */
  readonly hasFailed: boolean;
  readonly costUsd: number;
  readonly memoryIds: readonly string[];
}
