import type { EmotionName } from '../emotion/emotion.types.js';

/** Who says so. What the game or its server says outranks what a player typed. */
export const MEMORY_SOURCES = ['event', 'server', 'chat', 'reflection'] as const;
export type MemorySource = (typeof MEMORY_SOURCES)[number];

/** `balanced` weighs relevance, importance, recency and mood; `exact` goes by relevance alone. */
export const RECALL_MODES = ['balanced', 'exact'] as const;
export type RecallMode = (typeof RECALL_MODES)[number];

/** A memory of one player as recall weighs it. */
export interface MemoryCandidate {
  readonly id: string;
  readonly type: string;
  readonly content: string;
  readonly emotion: EmotionName | null;
  /** 0..1 */
  readonly importance: number;
  /** Search terms with repeats, so that their frequency can be counted. */
  readonly terms: readonly string[];
  /** How often it was reinforced or recalled; 0 or more. */
  readonly strength: number;
  readonly pinned: boolean;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly lastRecalledAt: number | null;
  /** The game's own clock when it happened, in seconds. */
  readonly gameTime?: number | null;
}

/** The part of a memory that its score is made of. */
export type RecallCandidate = Pick<
  MemoryCandidate,
  'id' | 'emotion' | 'importance' | 'terms' | 'createdAt' | 'lastRecalledAt' | 'gameTime'
>;

/** What a recall score was made of, each 0..1. */
export interface RecallScores {
  /** Keywords, vector and neighbours in time together; the best has 1 only when it has enough of the question. */
  readonly relevance: number;
  /** Keywords alone (BM25). */
  readonly keyword: number;
  readonly recency: number;
  readonly importance: number;
  readonly mood: number;
}

export interface RecalledMemory {
  readonly id: string;
  /** Its own importance, 0..1; that in `scores` is relative to the other candidates. */
  readonly importance: number;
  /** 0..1 */
  readonly score: number;
  readonly scores: RecallScores;
}
