import { Inject, Injectable } from '@nestjs/common';
import { EMOTIONS } from '../emotion/emotion.tables.js';
import type { Pad } from '../emotion/emotion.types.js';
import { diversify } from './diversity.rules.js';
import { KeywordStatistics } from './keyword-statistics.js';
import { MemoryEmbedder } from './memory-embedder.js';
import type { MemoryFilter } from './memory-filter.types.js';
import { MemoryVectorRepository } from './memory-vector.repository.js';
import type { RecallCandidate, RecalledMemory, RecallMode } from './memory.types.js';
import { RecallRepository, type RecalledRow, type RecallState } from './recall.repository.js';
import { scoreRecall, type RecallQuery } from './recall.rules.js';
import { KEYWORD_CANDIDATES, VECTOR_CANDIDATES, VECTOR_FLOOR, VECTOR_WEIGHT } from './recall.tables.js';
import { scoreRelevance } from './relevance.rules.js';
import { chooseTerms } from './term-choice.rules.js';
import { extractQueryTerms } from './terms.rules.js';
import { VECTOR_STORE, type VectorStore } from './vector-store.port.js';

/** More different words than a sensible question has. */
const MAX_QUERY_TERMS = 128;

/** A question to one player's memories. */
export interface RecallQuestion {
  readonly playerId: string;
  /** The game that pays for the question's embedding; the platform without one. */
  readonly gameId?: string;
  readonly state: RecallState;
  readonly text: string;
  readonly mode: RecallMode;
  /** 0..1; what has less relevance is left out. */
  readonly minRelevance?: number;
  /** 1..20 */
  readonly limit: number;
  readonly filter: MemoryFilter;
  readonly mood: Pad;
  readonly now: Date;
  /** The game's own clock now, in seconds; without it that of the event that set the mood. */
  readonly gameTime?: number;
}

/** What is known of a question before the memories are looked at. */
interface Soundings {
  readonly queryTerms: readonly string[];
  readonly relevanceById: ReadonlyMap<string, number>;
  readonly documentFrequency?: ReadonlyMap<string, number>;
}

/** Memories that answer, best first, and what they were scored by. */
export interface Recall {
  readonly ranked: readonly RecalledMemory[];
  readonly terms: ReadonlyMap<string, readonly string[]>;
}

/** Brings memories to mind: by keywords, by vectors, and by what happened just before and after. */
@Injectable()
export class RecallService {
  private readonly vectorKind: keyof typeof VECTOR_WEIGHT;

  constructor(
    private readonly recalls: RecallRepository,
    private readonly statistics: KeywordStatistics,
    private readonly vectors: MemoryVectorRepository,
    @Inject(VECTOR_STORE) private readonly store: VectorStore,
    private readonly embedder: MemoryEmbedder,
  ) {
    this.vectorKind = embedder.isLexical ? 'lexical' : 'neural';
  }

  async state(playerId: string): Promise<RecallState | null> {
    return this.recalls.state(playerId);
  }

  /** The memories that answer a question, best first, at most `limit`. Changes nothing. */
  async rank(question: RecallQuestion): Promise<Recall> {
    const { playerId, state, filter, now, mode, minRelevance, limit, mood } = question;
    if (state.totalMemories === 0) return { ranked: [], terms: new Map() };
    const queryTerms = [...new Set(extractQueryTerms(question.text))].slice(0, MAX_QUERY_TERMS);
    const [nearest, keywords] = await Promise.all([this.nearest(question), this.keywords(question, queryTerms)]);
    const found = { terms: keywords.terms, ids: [...nearest.keys()], most: KEYWORD_CANDIDATES };
    const candidates = await this.recalls.candidates(playerId, filter, now, found);
    const floor = VECTOR_FLOOR[this.vectorKind];
    const relevanceById = new Map([...nearest].filter(([, score]) => score >= floor));
    const { documentFrequency } = keywords;
    const soundings = { queryTerms, relevanceById, documentFrequency };
    const scene = await this.withNeighbours(question, candidates, soundings);
    const query: RecallQuery = {
      ...this.relevanceQuery(question, soundings),
      nowMs: now.getTime(),
      gameTime: question.gameTime ?? state.moodGameTime,
      mood,
      padOf: (emotion) => EMOTIONS[emotion],
      mode,
      minRelevance,
      limit,
    };
    return { ranked: scoreRecall(scene, query), terms: new Map(scene.map(({ id, terms }) => [id, terms])) };
  }

  /** Of ranked memories those that are good and unlike each other, the best first. */
  async diverse(playerId: string, { ranked, terms }: Recall, limit: number): Promise<RecalledMemory[]> {
    if (ranked.length <= 1) return [...ranked];
    const ids = ranked.map(({ id }) => id);
    const vectors = await this.vectors.decoded(playerId, this.embedder.model, ids);
    const comparable = ranked.map((memory) => ({
      ...memory,
      terms: terms.get(memory.id) ?? [],
      vector: vectors.get(memory.id) ?? null,
    }));
    return diversify(comparable, limit).map(({ terms: _terms, vector: _vector, ...memory }) => memory);
  }

  /** Reads the memories of an answer and makes those stronger that were recalled; what is gone meanwhile is left out. */
  async recall(playerId: string, answer: readonly RecalledMemory[], now: Date): Promise<Map<string, RecalledRow>> {
    if (answer.length === 0) return new Map();
    // What is only important, fresh or in the mood fills the list. Made stronger for that it would fill the next one too.
    const recalled = answer.filter(({ scores }) => scores.relevance > 0);
    return this.recalls.recall(playerId, idsOf(answer), idsOf(recalled), now);
  }

  /** None when the embedder does not answer in time: words answer then. */
  private async nearest(question: RecallQuestion): Promise<Map<string, number>> {
    const { playerId, gameId, state, text, limit, filter } = question;
    const vector = await this.embedder.ofQuestion(text, gameId);
    if (vector === null) return new Map();
    const matches = await this.store.nearest({
      playerId,
      version: state.memoryVersion,
      model: this.embedder.model,
      vector,
      limit: Math.max(VECTOR_CANDIDATES.least, VECTOR_CANDIDATES.perResult * limit),
      filter,
    });
    return new Map(matches.map(({ id, score }) => [id, score]));
  }

  /** All terms where they cannot fetch too much, else the rarer ones, with how common the others are. */
  private async keywords(
    { playerId, state }: RecallQuestion,
    queryTerms: readonly string[],
  ): Promise<{ terms: readonly string[]; documentFrequency?: ReadonlyMap<string, number> }> {
    if (state.totalMemories <= KEYWORD_CANDIDATES || queryTerms.length === 0) return { terms: queryTerms };
    const documentFrequency = await this.statistics.commonTerms(playerId, state.totalMemories);
    return { terms: chooseTerms(queryTerms, documentFrequency, KEYWORD_CANDIDATES), documentFrequency };
  }

  /** The candidates, and what lies around the best of them in time. */
  private async withNeighbours(
    question: RecallQuestion,
    candidates: readonly RecallCandidate[],
    soundings: Soundings,
  ): Promise<readonly RecallCandidate[]> {
    if (candidates.length >= question.state.totalMemories) return candidates;
    const { relevance } = scoreRelevance(candidates, this.relevanceQuery(question, soundings));
    const best = [...relevance.keys()]
      .filter((place) => relevance[place]! > 0)
      .sort((a, b) => relevance[b]! - relevance[a]!)
      .slice(0, question.limit);
    if (best.length === 0) return candidates;
    const ids = best.map((place) => candidates[place]!.id);
    const around = await this.recalls.neighbours(question.playerId, question.filter, question.now, ids);
    const known = new Set(candidates.map(({ id }) => id));
    return [...candidates, ...around.filter(({ id }) => !known.has(id))];
  }

  private relevanceQuery({ state }: RecallQuestion, soundings: Soundings) {
    return { ...soundings, vectorWeight: VECTOR_WEIGHT[this.vectorKind], totalDocuments: state.totalMemories };
  }
}

function idsOf(memories: readonly RecalledMemory[]): string[] {
  return memories.map(({ id }) => id);
}
