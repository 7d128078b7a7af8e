import type { GateRefusal } from './llm-gate.port.js';

/** Why the next call of a kind would not be made; in the order in which the gate looks. */
export const BLOCKS = [
  'not_configured',
  'disabled',
  'circuit_open',
  'budget',
  'platform_budget',
  'share',
] as const satisfies readonly GateRefusal[];
export type Block = (typeof BLOCKS)[number];

/** A day's budget in nano-dollars, and what is neither spent nor reserved of it. */
export interface Purse {
  readonly budgetNano: number;
  readonly leftNano: number;
}

/** What the gate would find. Money is in nano-dollars. */
export interface GateView {
  readonly isConfigured: boolean;
  readonly isEnabled: boolean;
  readonly isCircuitOpen: boolean;
  readonly own: Purse;
  /** Null: no bound. */
  readonly platform: Purse | null;
  /** What a call reserves at least; null where none was asked for yet. */
  readonly leastNano: number | null;
  readonly isWithinShare: boolean;
}

/** What stands in the way of the next call; null when nothing does. */
export function blockedBy(view: GateView): Block | null {
  if (!view.isConfigured) return 'not_configured';
  if (!view.isEnabled) return 'disabled';
  if (view.isCircuitOpen) return 'circuit_open';
  if (!isEnough(view.own, view.leastNano)) return 'budget';
  if (view.platform && !isEnough(view.platform, view.leastNano)) return 'platform_budget';
  return view.isWithinShare ? null : 'share';
}

/** A budget of 0 means never, even for a call that costs nothing. */
function isEnough({ budgetNano, leftNano }: Purse, leastNano: number | null): boolean {
  return budgetNano > 0 && leftNano >= (leastNano ?? 0);
}
