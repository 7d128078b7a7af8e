import type { LlmAnswer, LlmFailure, LlmRequest } from '../providers/llm/llm.port.js';

/** Injection token of the {@link LlmGate}. */
export const LLM_GATE = Symbol('LLM_GATE');

export const LLM_KINDS = ['emotion', 'dialogue'] as const;
/** Whose budget and share a call is on; a reflection is on the dialogue's. */
export type LlmKind = (typeof LLM_KINDS)[number];

/** Why no model was asked; `unavailable`: the budget could not be asked, so nothing may be spent. */
export const GATE_REFUSALS = [
  'not_configured',
  'disabled',
  'share',
  'budget',
  'platform_budget',
  'request_limit',
  'circuit_open',
  'too_late',
  'unavailable',
] as const;
export type GateRefusal = (typeof GATE_REFUSALS)[number];

export interface GateRequest extends LlmRequest {
  readonly gameId: string;
  readonly kind: LlmKind;
  /** Passes over the share of the last hour, and does not count toward it; never over the budget. */
  readonly ignoreShare?: boolean;
}

/** What came of asking. Whatever was billed is settled and in `costUsd`, also when there is no answer. */
export type GateOutcome =
  | { readonly asked: true; readonly answer: LlmAnswer; readonly costUsd: number; readonly latencyMs: number }
  | { readonly asked: true; readonly failure: LlmFailure; readonly costUsd: number; readonly latencyMs: number }
  | { readonly asked: false; readonly refusal: GateRefusal; readonly costUsd: 0 };

/**
 * The one way to a model: checks the game's switch, the share of the last hour, the request's own limit and the
 * budgets, reserves the worst case, asks, and settles what it cost. Never rejects.
 */
export interface LlmGate {
  /** Counts a request of the kind toward the hour that shares are of; to be called once for each single-route request. */
  countRequest(gameId: string, kind: LlmKind): void;
  /** Whether {@link ask} could be let through at this moment, as far as this process knows: to be asked before a prompt is made. */
  mayAsk(gameId: string, kind: LlmKind): Promise<GateRefusal | null>;
  ask(request: GateRequest): Promise<GateOutcome>;
}
