import { rateBm25 } from './bm25.rules.js';
import type { RecallCandidate } from './memory.types.js';
import { NEIGHBOUR_SHARE, NEIGHBOUR_WINDOW_MS, NEIGHBOURS_EACH_SIDE, SURE_MATCH } from './recall.tables.js';

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
  /** In how many of the player's memories each term stands; without it counted in the candidates. */
  readonly documentFrequency?: ReadonlyMap<string, number>;
}

/** For each candidate, in their order. */
export interface Relevance {
  /** 0..1, the best candidate of a sure match has 1; 0 only where neither method and no neighbour found anything. */
  readonly relevance: Float64Array;
  /** 0..1 */
  readonly keyword: Float64Array;
}

/**
 * How much each candidate has to do with the question: keyword + vectorWeight x vector, each divided by its best
 * (a weighted sum of scaled scores; Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval", find it
 * better than reciprocal ranks), plus a share of the candidates just before and after it in time. Nothing is filtered:
 * a candidate that only keywords found keeps what the keywords gave it.
 *
 * All of it is weighed down by the same factor when even the best has little of the question (see SURE_MATCH): the best
 * of nothing much is nothing much.
 */
export function scoreRelevance(candidates: readonly RecallCandidate[], query: RelevanceQuery): Relevance {
  const { scores, whole } = rateBm25(candidates, query.queryTerms, query);
  const cosines = Float64Array.from(candidates, ({ id }) => query.relevanceById.get(id) ?? 0);
  const keyword = scaleByBest(scores);
  const vector = scaleByBest(cosines);
  const own = keyword.map((value, i) => value + query.vectorWeight * vector[i]!);
  const sureness = surenessOf(best(scores), whole, best(cosines));
  const relative = scaleByBest(addNeighbours(candidates, own));
  return { relevance: relative.map((value) => value * sureness), keyword };
}

/** 0..1; see SURE_MATCH. */
function surenessOf(keywordScore: number, whole: number, cosine: number): number {
  const byKeywords = whole === 0 ? 0 : keywordScore / (SURE_MATCH.keywords * whole);
  const byVector = (cosine - SURE_MATCH.cosineOfChance) / (SURE_MATCH.cosine - SURE_MATCH.cosineOfChance);
  return Math.min(Math.max(byKeywords, byVector, 0), 1);
}

function best(scores: Float64Array): number {
  return scores.reduce((most, score) => Math.max(most, score), 0);
}

/** Divides by the greatest score, so that zero stays zero and equal stays equal; below zero and no best become 0. */
export function scaleByBest(scores: Float64Array): Float64Array {
  const most = best(scores);
  return scores.map((score) => (most > 0 ? Math.max(score, 0) / most : 0));
}

function addNeighbours(candidates: readonly RecallCandidate[], own: Float64Array): Float64Array {
  const inTime = [...candidates.keys()].sort((a, b) => compareInTime(candidates[a]!, candidates[b]!));
  const total = own.slice();
  for (const [place, index] of inTime.entries()) {
    const at = candidates[index]!.createdAt;
    for (let distance = 1; distance <= NEIGHBOURS_EACH_SIDE; distance += 1) {
      const later = inTime[place + distance];
      if (later === undefined || candidates[later]!.createdAt - at > NEIGHBOUR_WINDOW_MS) break;
      total[index]! += NEIGHBOUR_SHARE * own[later]!;
      total[later]! += NEIGHBOUR_SHARE * own[index]!;
    }
  }
  return total;
}

function compareInTime(a: RecallCandidate, b: RecallCandidate): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
