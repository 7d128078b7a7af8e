import type { GateRefusal } from '../budget/llm-gate.port.js';
import type { GameEvent } from '../events/event.types.js';
import type { LlmFailure } from '../providers/llm/llm.port.js';
import type { Appraisal, Judgement, Situation } from './emotion.types.js';

/** Why no model judged: `async` waits for none, a batch asks about so many only. */
export type JudgeCause = GateRefusal | LlmFailure | 'invalid_answer' | 'async' | 'batch_full' | 'off' | 'sure';

/** An event of which the rules are not sure. */
export interface JudgeRequest {
  readonly event: GameEvent;
  readonly situation: Situation;
  readonly appraisal: Appraisal;
}

/** What came of asking. */
export interface Verdict {
  /** Null: the rules' answer stands. */
  readonly judgement: Judgement | null;
  readonly method: 'rule' | 'ml' | 'cached';
  /** Why no model judged; null when one did. */
  readonly cause: JudgeCause | null;
  /** True when the cause is a failure of a model that was asked. */
  readonly hasFailed: boolean;
  readonly costUsd: number;
  readonly cacheHit: boolean;
}

/** No model was needed. */
export const RULES_ALONE: Verdict = {
  judgement: null,
  method: 'rule',
  cause: 'sure',
  hasFailed: false,
  costUsd: 0,
  cacheHit: false,
};
