import type { RecallMode } from './memory.types.js';

/** The most memories one recall returns. */
export const MAX_RECALLED = 20;

/** Shares of a recall score by mode; each row adds up to 1. */
export const RECALL_WEIGHTS = {
  balanced: { relevance: 0.55, importance: 0.2, recency: 0.15, mood: 0.1 },
  exact: { relevance: 1, importance: 0, recency: 0, mood: 0 },
} as const satisfies Record<RecallMode, Record<string, number>>;

/** Factor an hour: after three days without being recalled half of the recency is left. After Generative Agents. */
export const RECENCY_PER_HOUR = 0.99;

/**
 * What the vectors weigh beside keywords of weight 1. The local embedder is lexical and knows little that BM25 does
 * not: measured on a public set of long dialogues (1,535 questions, share of the marked evidence among the first
 * ten; the figures in this table were chosen on that same set), keywords alone find 0.616, its vectors alone 0.445, and
 * the two together 0.613 to 0.615 at any weight of 0.1 to 0.7. What they add is kin words and slips of the pen, so they
 * get a small one. A neural embedder finds what shares no word with the question; its weight is not measured yet.
 */
export const VECTOR_WEIGHT = { lexical: 0.15, neural: 1 } as const satisfies Record<string, number>;

/**
 * Cosine from which a vector match counts as relevance. Two texts that have nothing in common still collide in the
 * hashed features of the local embedder: with 512 numbers the cosine of chance has a standard deviation of 0.044, and
 * among thousands of memories some reach three and a half of it.
 */
export const VECTOR_FLOOR = { lexical: 0.15, neural: 0 } as const satisfies Record<keyof typeof VECTOR_WEIGHT, number>;

/**
 * From when on the best match is taken as one, so that its relevance is 1: the share of the question's keywords, by
 * their rarity, that it has, or how far its cosine is on the way from chance to likeness. Below, all relevance falls
 * with it in proportion. On the labelled set of docs/recall.md four in five questions reach 0.8 by this, and of ten about other
 * things nine have 0. Neural cosines all lie above, so there vectors alone make a match sure.
 */
export const SURE_MATCH = { keywords: 0.25, cosineOfChance: 0.15, cosine: 0.35 } as const;

/** The least candidates that the vectors give, and how many for each memory wanted where that is more. */
export const VECTOR_CANDIDATES = { least: 50, perResult: 3 } as const;

/** The most candidates that keywords give; where there could be more, the rarer terms choose. */
export const KEYWORD_CANDIDATES = 400;

/** Memories that a term stands in from which it is common: ten rare terms of a question fit into the candidates. */
export const COMMON_FROM = 40;

/**
 * How much of its neighbours' relevance a memory is given, and how many neighbours on either side: what happened just
 * before or after belongs to it. On the same set: none 0.616, one on either side 0.667, two 0.708.
 */
export const NEIGHBOUR_SHARE = 0.4;
export const NEIGHBOURS_EACH_SIDE = 2;
/** Milliseconds; memories further apart than ten minutes are not of one scene. */
export const NEIGHBOUR_WINDOW_MS = 10 * 60_000;

/**
 * Importance, recency and mood may choose among what is about as relevant, not instead of it: the more relevant half
 * of the list is seated first, and for the other half only those stand who reach this share of the relevance that
 * would do in `exact` mode. On the same set, with importance, age and mood drawn at random: `exact` 0.708, with this
 * rule 0.702, with the plain weighted sum 0.675.
 */
export const NEAR_TIE = 0.95;

/**
 * Milliseconds; within five minutes of a recall another one makes a memory no stronger, so that a chatty scene cannot
 * ground it for ever.
 */
export const STRENGTHEN_EVERY_MS = 5 * 60_000;
