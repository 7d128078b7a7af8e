import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { VectorBlocks } from './vector-blocks.js';
import { VectorScan } from './vector-scan.js';
import { cosine } from './vector.rules.js';

const numbers = fc.float({ min: -10, max: 10, noNaN: true });
const vectors = (length: number, number: fc.Arbitrary<number> = numbers) =>
  fc.array(number, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
/** As the local embedder makes them of short texts: mostly zeros. */
const sparse = (length: number) => vectors(length, fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, numbers));

function scan(rows: readonly Float32Array[], question: Float32Array, limit: number, passes?: (i: number) => boolean) {
  const blocks = new VectorBlocks(question.length);
  for (const [place, row] of rows.entries()) blocks.write(place, row);
  const found = new VectorScan(question, limit);
  if (rows.length > 0) found.look(blocks.block(0), 0, rows.length, passes);
  return found.hits();
}

describe('VectorScan', () => {
  const cases = fc.integer({ min: 1, max: 12 }).chain((d) =>
    fc.record({
      rows: fc.array(fc.oneof(vectors(d), fc.constant(new Float32Array(d))), { maxLength: 40 }),
      question: fc.oneof(vectors(d), sparse(d)),
      limit: fc.integer({ min: 1, max: 50 }),
    }),
  );

  it('finds what sorting all rows by cosine finds, for dense and sparse questions', () => {
    fc.assert(
      fc.property(cases, ({ rows, question, limit }) => {
        const hits = scan(rows, question, limit);
        const scores = rows.map((row) => cosine(row, question)).sort((a, b) => b - a);
        expect(hits).toHaveLength(Math.min(limit, rows.length));
        for (const [i, { index, score }] of hits.entries()) {
          expect(score).toBeCloseTo(scores[i] ?? NaN, 5);
          expect(score).toBeCloseTo(cosine(rows[index] ?? question, question), 5);
        }
        expect(new Set(hits.map(({ index }) => index)).size).toBe(hits.length);
      }),
    );
  });

  it('breaks ties by the lower index', () => {
    const [east, north] = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
    const indexes = (rows: Float32Array[]) => scan(rows, east, 3).map(({ index }) => index);
    expect(indexes([east, east, north, east, east])).toEqual([0, 1, 3]);
    expect(indexes([north, north, north, east])).toEqual([3, 0, 1]);
  });

  it('leaves out what does not pass', () => {
    const east = Float32Array.of(1, 0);
    expect(scan([east, east, east], east, 3, (index) => index !== 1).map(({ index }) => index)).toEqual([0, 2]);
  });
});
