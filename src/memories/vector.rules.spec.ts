import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cosine, decodeVector, decodeVectorInto, dot, encodeVector, topByCosine } from './vector.rules.js';

const vectors = (length: number) =>
  fc
    .array(fc.float({ min: -10, max: 10, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values));

describe('cosine', () => {
  it('is 1 in the same direction, 0 across, -1 opposite, and 0 with nothing', () => {
    expect(cosine(Float32Array.of(1, 2), Float32Array.of(2, 4))).toBeCloseTo(1, 6);
    expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 3))).toBe(0);
    expect(cosine(Float32Array.of(1, 1), Float32Array.of(-1, -1))).toBeCloseTo(-1, 6);
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 1))).toBe(0);
  });

  it('refuses vectors of two spaces', () => {
    expect(() => cosine(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(RangeError);
    expect(() => dot(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(RangeError);
  });
});

describe('topByCosine', () => {
  const cases = fc.integer({ min: 1, max: 9 }).chain((d) =>
    fc.record({
      d: fc.constant(d),
      rows: fc.array(fc.oneof(vectors(d), fc.constant(new Float32Array(d))), { maxLength: 40 }),
      query: vectors(d),
      k: fc.integer({ min: -1, max: 50 }),
    }),
  );

  it('finds what sorting all rows by cosine finds', () => {
    fc.assert(
      fc.property(cases, ({ d, rows, query, k }) => {
        const matrix = new Float32Array(rows.length * d);
        for (const [i, row] of rows.entries()) matrix.set(row, i * d);
        const hits = topByCosine(matrix, rows.length, d, query, k);
        const scores = rows.map((row) => cosine(row, query)).sort((a, b) => b - a);
        expect(hits).toHaveLength(Math.max(Math.min(k, rows.length), 0));
        for (const [i, { index, score }] of hits.entries()) {
          expect(score).toBeCloseTo(scores[i] ?? NaN, 5);
          expect(score).toBeCloseTo(cosine(rows[index] ?? query, query), 5);
        }
        expect(new Set(hits.map(({ index }) => index)).size).toBe(hits.length);
      }),
    );
  });

  it('breaks ties by the lower index', () => {
    const matrix = Float32Array.of(1, 0, 1, 0, 0, 1, 1, 0, 1, 0);
    expect(topByCosine(matrix, 5, 2, Float32Array.of(1, 0), 3).map(({ index }) => index)).toEqual([0, 1, 3]);
    const laterBest = Float32Array.of(0, 1, 0, 1, 0, 1, 1, 0);
    expect(topByCosine(laterBest, 4, 2, Float32Array.of(1, 0), 3).map(({ index }) => index)).toEqual([3, 0, 1]);
  });

  it('refuses a query or a matrix of the wrong size', () => {
    expect(() => topByCosine(new Float32Array(4), 2, 2, new Float32Array(3), 1)).toThrow(RangeError);
    expect(() => topByCosine(new Float32Array(3), 2, 2, new Float32Array(2), 1)).toThrow(RangeError);
  });
});

describe('encodeVector', () => {
  it('is undone by decodeVector, bit by bit', () => {
    fc.assert(
      fc.property(fc.array(fc.float()), (values) => {
        const vector = Float32Array.from(values);
        expect(decodeVector(encodeVector(vector))).toEqual(vector);
      }),
    );
  });

  it('writes little-endian, whatever the machine', () => {
    expect([...encodeVector(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it('copies: a later change of the vector does not reach the bytes', () => {
    const vector = Float32Array.of(1, 2);
    const bytes = encodeVector(vector.subarray(1));
    vector[1] = 9;
    expect([...decodeVector(bytes)]).toEqual([2]);
  });

  it('reads into a row of a matrix and refuses what does not fit', () => {
    const matrix = new Float32Array(4);
    decodeVectorInto(encodeVector(Float32Array.of(3, 4)), matrix, 2);
    expect([...matrix]).toEqual([0, 0, 3, 4]);
    expect(() => decodeVectorInto(encodeVector(Float32Array.of(3, 4)), matrix, 3)).toThrow(RangeError);
    expect(() => decodeVector(Uint8Array.of(1, 2, 3))).toThrow(RangeError);
  });
});
