import type { FactKind } from './reflection.types.js';

export const REFLECTION_FIGURES = {
  /** Sum of importance of what was not reflected on from which it is; a tenth of the 150 of Generative Agents, whose scale goes to 10. */
  importanceAbove: 15,
  /** Insights that one reflection gives. */
  mostInsights: 3,
  /** Memories that one reflection looks at, the oldest first; what is left has its turn the next time. */
  mostMemories: 1_000,
  /** Sources that an insight names, the most important ones. */
  mostSources: 20,
  /** What being a pattern adds to the mean importance of the sources. */
  patternBonus: 0.1,
  /** Milliseconds after which the claim of a process that died ends: four times as long as a model may take. */
  claimMs: 60_000,
} as const satisfies Record<string, number>;

/** From when on something counted is a pattern and no chance. */
export const PATTERN_FIGURES = {
  /** Memories of one kind; encounters with one opponent, defeats by one, or moments with one ally. */
  times: 3,
  /** Betrayals by the same one: nobody needs a third to see it. */
  betrayals: 2,
  /** Epic finds or rarer. */
  finds: 2,
  /** Matches that followed a lost one. */
  afterLosses: 3,
  /** Share of these that were won, or lost, to say that it is usual. */
  usualShare: 0.6,
  /** Matches until a trend can be seen: four in each half. */
  trendMatches: 8,
  /** By how much the share of wins differs between the halves of a trend. */
  trendShare: 0.25,
  /** Share of the matches against an opponent that were lost to call it hard to beat. */
  lostShare: 2 / 3,
  /** Share of all sources of two facts that are of both to say that one tells nothing new. */
  sharedSources: 0.8,
  /** Share of the memories with an emotion to call it the usual feeling. */
  feelingShare: 0.4,
} as const satisfies Record<string, number>;

/** What a kind of fact is worth telling, beside the importance of what it follows from: people before sums. */
export const KIND_WEIGHTS = {
  betrayer: 3,
  nemesis: 2.4,
  rival: 2,
  ally: 1.8,
  allyFelt: 1.8,
  recovers: 1.6,
  slumps: 1.6,
  rising: 1.4,
  falling: 1.4,
  finds: 1.4,
  oftenFelt: 1,
  often: 0.9,
  feeling: 0.6,
} as const satisfies Record<FactKind, number>;

/** Bounds of what a model is asked. */
export const REFLECTION_PROMPT_FIGURES = {
  /** Memories told to the model, the most important ones. */
  mostMemories: 40,
  /** Bytes of all of them together, each a token at worst: a request may cost a cent at most. */
  mostBytes: 3_600,
  /** Characters of one. */
  mostCharactersEach: 240,
  /** Tokens: three short sentences and their numbers. */
  maxOutputTokens: 400,
  /** Milliseconds; nobody waits for a line. */
  timeoutMs: 15_000,
  /** Characters of an insight; a longer one is no single sentence. */
  mostInsightCharacters: 280,
} as const satisfies Record<string, number>;
