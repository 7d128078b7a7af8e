import type { LlmKind } from './llm-gate.port.js';

/** Under this id is what concerns all games together. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

/** Nano-dollars in a dollar: a token of the cheapest model is some 40 of them. */
export const NANO_PER_USD = 1_000_000_000;

/** A game's setting that holds the budget of a kind. */
export const BUDGET_SETTING = {
  emotion: 'emotionBudgetUsdPerDay',
  dialogue: 'dialogueBudgetUsdPerDay',
} as const satisfies Record<LlmKind, string>;

/** Calls as a share of the requests of the last hour: what is aimed at, and where it ends. */
export const LLM_SHARES = {
  // Half as much again as the target: rules are unsure in bursts (a new event type, a new game).
  emotion: { target: 0.15, hardStop: 0.225 },
  dialogue: { target: 0.1, hardStop: 0.15 },
} as const satisfies Record<LlmKind, { target: number; hardStop: number }>;

/** Nano-dollars that one request may cost at most. */
export const REQUEST_LIMIT_NANO = {
  // An emotion's answer is some dozen tokens; its day's budget bounds it.
  emotion: Number.POSITIVE_INFINITY,
  dialogue: 0.01 * NANO_PER_USD,
} as const satisfies Record<LlmKind, number>;

/** Shares of a day's budget at which it is said that they are passed. */
export const ALERT_SHARE = 0.8;

export const budgetFigures = {
  /** Tokens that a provider adds to what it is sent: roles and separators. */
  envelopeTokens: 64,
  /** Tokens by which a provider explains a schema to its model, besides the schema. */
  schemaTokens: 512,
  /** Milliseconds after a call's deadline until its reservation counts as spent: its settling may be late. */
  reservationSlackMs: 60_000,
  /** Milliseconds a reservation may take; then no model is asked. */
  reserveDeadlineMs: 1_000,
  /** Milliseconds an answer waits for its settling, which goes on behind it. */
  settlePatienceMs: 1_000,
  /** Milliseconds in which a settling is tried again; later the reservation ends anyhow. */
  settleDeadlineMs: 55_000,
  /** Attempts of a settling after the first: at most two seconds apart. */
  settleRetries: 60,
  /** Milliseconds that a call must have left to be worth its price. */
  leastCallMs: 50,
  /** Days that are kept, as service metrics are. */
  keptDays: 400,
} as const satisfies Record<string, number>;

export const shareFigures = {
  /** Minutes that shares are of. */
  windowMinutes: 60,
  /** Requests that are taken as made, so that a game of few has a call or two. */
  leastRequests: 100,
  /** Milliseconds after which Redis is told what was counted. */
  reportEveryMs: 1_000,
  /** Milliseconds that Redis may take to answer. */
  redisDeadlineMs: 250,
  /** Milliseconds after which Redis is asked again after it failed. */
  redisPauseMs: 2_000,
  /** Milliseconds that Redis keeps a game's minutes after the last word of them: longer than the window. */
  redisLifetimeMs: 2 * 3_600_000,
} as const satisfies Record<string, number>;
