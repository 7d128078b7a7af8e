import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { scoreBm25 } from './bm25.rules.js';

/** Of the one memory that has the word, when so many of a hundred are said to have it. */
const score = (df?: number): number =>
  scoreBm25([{ terms: ['dragon'] }], ['dragon'], {
    totalDocuments: 100,
    averageLength: 1,
    documentFrequency: df === undefined ? undefined : new Map([['dragon', df]]),
  })[0] ?? NaN;

describe('scoreBm25', () => {
  it('is the formula', () => {
    const documents = [{ terms: ['dragon', 'dragon', 'boss'] }, { terms: ['boss'] }];
    const [a, b] = scoreBm25(documents, ['dragon'], { totalDocuments: 10, averageLength: 2 });
    const idf = Math.log(1 + (10 - 1 + 0.5) / (1 + 0.5));
    expect(a).toBeCloseTo((idf * 2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 3) / 2)), 10);
    expect(b).toBe(0);
  });

  it('gives more for a rare word than for one in every memory', () => {
    const documents = [
      { terms: ['match', 'dragonfang'] },
      ...Array.from({ length: 20 }, () => ({ terms: ['match', 'won'] })),
    ];
    const [rare, common] = scoreBm25(documents, ['match', 'dragonfang'], { totalDocuments: 21 });
    expect(rare).toBeGreaterThan(10 * (common ?? NaN));
    expect(common).toBeGreaterThan(0);
  });

  it('goes by the frequencies of the whole collection where they are known, and survives counts that disagree', () => {
    expect(score(50)).toBeLessThan(score());
    expect(score(101)).toBeGreaterThan(0);
  });

  it('is finite, not negative, and above zero exactly where a term is shared', () => {
    const terms = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(terms, { maxLength: 12 }), terms, fc.nat(30), (texts, query, total) => {
        const documents = texts.map((each) => ({ terms: each }));
        const scores = scoreBm25(documents, query, { totalDocuments: total });
        for (const [i, { terms }] of documents.entries()) {
          const found = scores[i] ?? NaN;
          expect(Number.isFinite(found)).toBe(true);
          expect(found > 0).toBe(terms.some((term) => query.includes(term)));
        }
      }),
    );
  });
});
