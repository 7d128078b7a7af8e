import { scoreBm25 } from './bm25.rules.js';
import type { MemoryCandidate } from './memory.types.js';
import { NEIGHBOUR_SHARE, NEIGHBOUR_WINDOW_MS, NEIGHBOURS_EACH_SIDE } from './recall.tables.js';

export interface RelevanceQuery {
  readonly queryTerms: readonly string[];
  /** Cosine with the question, -1..1; candidates that are not in it have no vector or were not asked. */
  readonly relevanceById: ReadonlyMap<string, number>;
  /** What a perfect vector match weighs beside a perfect keyword match. */
  readonly vectorWeight: number;
  /** All memories of the player, candidates or not. */
  readonly totalDocuments: number;
  /** Mean number of terms of the player's memories. */
  readonly averageLength?: number | null;
}

export interface Relevance {
  /** 0..1, the best candidate has 1; 0 only where neither method and no neighbour found anything. */
  readonly relevance: number;
  /** 0..1 */
  readonly keyword: number;
}

/**
 * How much each candidate has to do with the question: keyword + vectorWeight x vector, each divided by its best
 * (a weighted sum of scaled scores; Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", find it
 * better than reciprocal ranks) plus a share of the candidates just before and after it in time. Nothing is filtered:
 * a candidate that only keywords found keeps what the keywords gave it.
 */
export function scoreRelevance(candidates: readonly MemoryCandidate[], query: RelevanceQuery): Map<string, Relevance> {
  const keyword = scaleByBest(scoreBm25(candidates, query.queryTerms, query));
  const vector = scaleByBest(
    new Map(candidates.map(({ id }) => [id, Math.max(query.relevanceById.get(id) ?? 0, 0)] as const)),
  );
  const own = new Map<string, number>();
  for (const { id } of candidates) {
    own.set(id, (keyword.get(id) ?? 0) + query.vectorWeight * (vector.get(id) ?? 0));
  }
  const relevance = scaleByBest(addNeighbours(candidates, own));
  return new Map(
    candidates.map(({ id }) => [id, { relevance: relevance.get(id) ?? 0, keyword: keyword.get(id) ?? 0 }] as const),
  );
}

/** Divides by the greatest score, so that zero stays zero and equal stays equal; all zero when none is above it. */
export function scaleByBest(scores: ReadonlyMap<string, number>): Map<string, number> {
  let best = 0;
  for (const score of scores.values()) best = Math.max(best, score);
  return new Map([...scores].map(([id, score]) => [id, best > 0 ? Math.max(score, 0) / best : 0]));
}

function addNeighbours(candidates: readonly MemoryCandidate[], own: ReadonlyMap<string, number>): Map<string, number> {
  const inTime = [...candidates].sort((a, b) => a.createdAt - b.createdAt || compareIds(a.id, b.id));
  const total = new Map<string, number>();
  for (const [i, memory] of inTime.entries()) {
    let around = 0;
    for (let distance = 1; distance <= NEIGHBOURS_EACH_SIDE; distance += 1) {
      for (const neighbour of [inTime[i - distance], inTime[i + distance]]) {
        if (neighbour !== undefined && isSameScene(memory, neighbour)) around += own.get(neighbour.id) ?? 0;
      }
    }
    total.set(memory.id, (own.get(memory.id) ?? 0) + NEIGHBOUR_SHARE * around);
  }
  return total;
}

function isSameScene(a: MemoryCandidate, b: MemoryCandidate): boolean {
  return Math.abs(a.createdAt - b.createdAt) <= NEIGHBOUR_WINDOW_MS;
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
