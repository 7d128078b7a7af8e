import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { cosine, decodeVector, decodeVectorInto, dot, encodeVector } from './vector.rules.js';

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
