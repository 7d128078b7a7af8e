/** Saturation of term frequency, and how far length is allowed for: the usual values of Robertson and Zaragoza. */
export const BM25_K1 = 1.2;
export const BM25_B = 0.75;

export interface Bm25Document {
  readonly id: string;
  /** With repeats. */
  readonly terms: readonly string[];
}

export interface Bm25Collection {
  /** How many documents the player has in all, those that share no term with the question included. */
  readonly totalDocuments: number;
  /** Mean number of terms a document; without it that of the documents given. */
  readonly averageLength?: number | null;
}

/**
 * Okapi BM25 of each document, 0 or more, by id (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework:
 * BM25 and Beyond"): sum over the question's terms of idf x tf x (k1 + 1) / (tf + k1 x (1 - b + b x length / average)),
 * with idf = ln(1 + (N - df + 0.5) / (df + 0.5)), whose 1 keeps it above zero for a term in most documents.
 *
 * Document frequency is counted in the documents given. That is exact when they hold all of the player's documents
 * that share a term with the question.
 */
export function scoreBm25(
  documents: readonly Bm25Document[],
  queryTerms: readonly string[],
  collection: Bm25Collection,
): Map<string, number> {
  const wanted = new Set(queryTerms);
  const documentFrequency = new Map<string, number>();
  let totalLength = 0;
  const counted = documents.map(({ id, terms }) => {
    const frequencies = countTerms(terms, wanted);
    for (const term of frequencies.keys()) documentFrequency.set(term, (documentFrequency.get(term) ?? 0) + 1);
    totalLength += terms.length;
    return { id, length: terms.length, frequencies };
  });
  const total = Math.max(collection.totalDocuments, documents.length);
  const average = collection.averageLength || totalLength / Math.max(documents.length, 1) || 1;
  const scores = new Map<string, number>();
  for (const { id, length, frequencies } of counted) {
    const lengthFactor = BM25_K1 * (1 - BM25_B + (BM25_B * length) / average);
    let score = 0;
    for (const [term, frequency] of frequencies) {
      const df = documentFrequency.get(term) ?? 0;
      const idf = Math.log(1 + (total - df + 0.5) / (df + 0.5));
      score += (idf * frequency * (BM25_K1 + 1)) / (frequency + lengthFactor);
    }
    scores.set(id, score);
  }
  return scores;
}

function countTerms(terms: readonly string[], wanted: ReadonlySet<string>): Map<string, number> {
  const frequencies = new Map<string, number>();
  for (const term of terms) {
    if (wanted.has(term)) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  }
  return frequencies;
}
