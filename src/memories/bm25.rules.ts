/** Saturation of term frequency, and how far length is allowed for: the usual values of Robertson and Zaragoza. */
export const BM25_K1 = 1.2;
export const BM25_B = 0.75;

export interface Bm25Document {
  /** With repeats. */
  readonly terms: readonly string[];
}

export interface Bm25Collection {
  /** How many documents the player has in all, those that share no term with the question included. */
  readonly totalDocuments: number;
  /** Mean number of terms a document; without it that of the documents given. */
  readonly averageLength?: number | null;
  /** In how many documents of the whole collection each term stands, where that is known. */
  readonly documentFrequency?: ReadonlyMap<string, number>;
}

/**
 * Okapi BM25 of each document, 0 or more, in their order (Robertson and Zaragoza 2009, "The Probabilistic Relevance
 * Framework: BM25 and Beyond"): sum over the question's terms of idf x tf x (k1 + 1) / (tf + k1 x (1 - b + b x length / average)),
 * with idf = ln(1 + (N - df + 0.5) / (df + 0.5)), whose 1 keeps it above zero for a term in most documents.
 *
 * Document frequency is counted in the documents given, unless the collection has it. That is exact when they hold all
 * of the player's documents that share a term with the question.
 */
export function scoreBm25(
  documents: readonly Bm25Document[],
  queryTerms: readonly string[],
  collection: Bm25Collection,
): Float64Array {
  return rateBm25(documents, queryTerms, collection).scores;
}

/** Scores, and what they could have been. */
export interface Bm25Rating {
  readonly scores: Float64Array;
  /** What a document of average length that has every term of the question once would score; 0 without terms. */
  readonly whole: number;
}

/** The same as {@link scoreBm25}, with what a whole answer would score: terms that stand nowhere count in it. */
export function rateBm25(
  documents: readonly Bm25Document[],
  queryTerms: readonly string[],
  collection: Bm25Collection,
): Bm25Rating {
  const wanted = [...new Set(queryTerms)];
  const columns = new Map(wanted.map((term, column) => [term, column]));
  const width = columns.size;
  // One row a document, one column a term of the question: thousands of documents without an object for each.
  const frequencies = new Uint16Array(documents.length * width);
  const documentFrequency = new Uint32Array(width);
  let totalLength = 0;
  for (const [row, { terms }] of documents.entries()) {
    totalLength += terms.length;
    for (const term of terms) {
      const column = columns.get(term);
      if (column === undefined) continue;
      const cell = row * width + column;
      if (frequencies[cell] === 0) documentFrequency[column]! += 1;
      frequencies[cell]! += 1;
    }
  }
  const total = Math.max(collection.totalDocuments, documents.length);
  const average = collection.averageLength || totalLength / Math.max(documents.length, 1) || 1;
  const idf = wanted.map((term, column) => {
    // Two counts taken at two moments may differ: more documents with a term than documents would give NaN.
    const df = Math.min(collection.documentFrequency?.get(term) ?? documentFrequency[column]!, total);
    return Math.log(1 + (total - df + 0.5) / (df + 0.5));
  });
  const scores = Float64Array.from(documents, ({ terms }, row) => {
    const lengthFactor = BM25_K1 * (1 - BM25_B + (BM25_B * terms.length) / average);
    let score = 0;
    for (let column = 0; column < width; column += 1) {
      const frequency = frequencies[row * width + column]!;
      if (frequency > 0) score += (idf[column]! * frequency * (BM25_K1 + 1)) / (frequency + lengthFactor);
    }
    return score;
  });
  return { scores, whole: idf.reduce((sum, each) => sum + each, 0) };
}
