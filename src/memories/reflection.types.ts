import type { EmotionName } from '../emotion/emotion.types.js';
import type { MemorySource } from './memory.types.js';

/** Whose memories are reflected on. */
export interface ReflectingPlayer {
  readonly id: string;
  readonly gameId: string;
  /** A BCP 47 tag. */
  readonly language: string;
}

/** A memory as reflection looks at it. */
export interface ReflectableMemory {
  readonly id: string;
  readonly type: string;
  readonly content: string;
  readonly emotion: EmotionName | null;
  /** 0..1 */
  readonly importance: number;
  readonly context: Readonly<Record<string, unknown>>;
  readonly source: MemorySource;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Who put an insight into words. */
export type ReflectionAuthorName = 'rules' | 'llm';

/** One sentence that follows from several memories. */
export interface Insight {
  readonly content: string;
  /** The memories it follows from, at least one, the most important first. */
  readonly sourceIds: readonly string[];
  /** What most of its sources felt like, by importance; null when none has an emotion. */
  readonly emotion: EmotionName | null;
  /** 0..1 */
  readonly importance: number;
  /** What kind of fact it is; `free` where a model put it into words. */
  readonly kind: FactKind | 'free';
  /** Whether a player's own words are among its sources. */
  readonly fromChat: boolean;
}

export const FACT_KINDS = [
  'often',
  'oftenFelt',
  'recovers',
  'slumps',
  'rising',
  'falling',
  'rival',
  'ally',
  'allyFelt',
  'betrayer',
  'nemesis',
  'finds',
  'feeling',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** What a counted fact is told with. */
export interface FactSlots {
  /** A key of the table of topics, or the words of a game's own type. */
  readonly topic?: string;
  readonly name?: string;
  readonly emotion?: EmotionName;
  readonly count?: number;
  readonly total?: number;
  readonly wins?: number;
  readonly losses?: number;
  /** Percent, whole. */
  readonly early?: number;
  /** Percent, whole. */
  readonly late?: number;
}

/** Something that was counted in a player's memories. */
export interface Fact {
  readonly kind: FactKind;
  readonly slots: FactSlots;
  readonly sources: readonly ReflectableMemory[];
  /** How often it happened, where that is more than the memories are: what happens again is one memory. */
  readonly times?: number;
}
