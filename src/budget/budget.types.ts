import type { LlmKind } from './llm-gate.port.js';

/** A call that is to be paid for. Money is in nano-dollars. */
export interface Reservation {
  readonly id: string;
  /** The UTC day it is on, `YYYY-MM-DD`. */
  readonly day: string;
  readonly gameId: string;
  readonly kind: LlmKind;
  readonly worstNano: number;
  readonly expiresAt: Date;
}

/** A kind's budget where the game has none of its own, and that of all games; null: no bound. */
export interface Limits {
  readonly defaultNano: number;
  readonly platformNano: number | null;
}

/** What is spent and reserved of a budget. */
export interface Balance {
  readonly spentNano: number;
  readonly reservedNano: number;
}

export interface ReserveAnswer {
  readonly verdict: 'reserved' | 'disabled' | 'budget' | 'platform_budget';
  readonly game: Balance & { readonly budgetNano: number };
  readonly platform: Balance;
}

/** What a settling has moved, for the game and for all; null where the reservation was over. */
export interface SettleAnswer {
  readonly game: Spending & { readonly budgetNano: number };
  readonly platform: Spending;
}

export interface Spending {
  readonly beforeNano: number;
  readonly spentNano: number;
}

/** A day of a game and of all games. */
export interface DayBalances {
  readonly emotion: Balance & { readonly budgetNano: number };
  readonly dialogue: Balance & { readonly budgetNano: number };
  readonly platform: Balance;
}

/** Whose budget it is: a game's for a kind, or that of all games together. */
export type BudgetOwner = { readonly gameId: string; readonly kind: LlmKind } | 'platform';
