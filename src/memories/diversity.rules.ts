import { cosine } from './vector.rules.js';

/** Share of relevance against newness, 0..1; the value the product asks for. */
export const DIVERSITY_LAMBDA = 0.7;

export interface DiverseCandidate {
  readonly id: string;
  /** How well it answers, 0 or more. */
  readonly score: number;
  readonly terms: readonly string[];
  readonly vector?: Float32Array | null;
}

/**
 * Picks at most `limit` candidates such that each is good and unlike those before it: maximal marginal relevance
 * (Carbonell and Goldstein 1998), lambda x score / best score - (1 - lambda) x likeness to the nearest one picked.
 * Likeness is the cosine where both have a vector of one length, else the overlap of their terms (Jaccard). The first
 * picked is always the best; with lambda 1 the order is that of the scores.
 */
export function diversify<T extends DiverseCandidate>(
  candidates: readonly T[],
  limit: number,
  lambda: number = DIVERSITY_LAMBDA,
): T[] {
  const best = candidates.reduce((most, { score }) => Math.max(most, score), 0);
  const left = candidates
    .map((candidate) => ({ candidate, terms: new Set(candidate.terms), likeness: 0 }))
    .sort((a, b) => b.candidate.score - a.candidate.score);
  const picked: T[] = [];
  while (picked.length < limit && left.length > 0) {
    let next = 0;
    let nextValue = -Infinity;
    for (const [i, { candidate, likeness }] of left.entries()) {
      const value = lambda * (best > 0 ? candidate.score / best : 0) - (1 - lambda) * likeness;
      if (value > nextValue) [next, nextValue] = [i, value];
    }
    const [chosen] = left.splice(next, 1);
    if (chosen === undefined) break;
    picked.push(chosen.candidate);
    for (const other of left) other.likeness = Math.max(other.likeness, likenessOf(chosen, other));
  }
  return picked;
}

interface Comparable {
  readonly candidate: DiverseCandidate;
  readonly terms: ReadonlySet<string>;
}

function likenessOf(a: Comparable, b: Comparable): number {
  const [vectorA, vectorB] = [a.candidate.vector, b.candidate.vector];
  if (vectorA && vectorB && vectorA.length === vectorB.length) return Math.max(cosine(vectorA, vectorB), 0);
  let shared = 0;
  for (const term of a.terms) if (b.terms.has(term)) shared += 1;
  const together = a.terms.size + b.terms.size - shared;
  return together === 0 ? 0 : shared / together;
}
