import { describe, expect, it } from '@jest/globals';
import { VectorMatrix, type VectorRow } from './vector-matrix.js';
import { encodeVector } from './vector.rules.js';

const SPACE = { version: 1, model: 'm', dimensions: 2 };
const row = (id: string, more: Partial<VectorRow> = {}): VectorRow => ({
  id,
  type: 'combat',
  hash: `hash of ${id}`,
  importance: 0.5,
  createdAtMs: 0,
  ...more,
});
const bytes = (x: number, y: number) => encodeVector(Float32Array.of(x, y));
const EAST = Float32Array.of(1, 0);

describe('VectorMatrix', () => {
  const rows = [row('a', { createdAtMs: 5 }), row('b', { type: 'loot', importance: 0.9 }), row('c')];
  const fetched = new Map([
    ['a', bytes(0, 1)],
    ['b', bytes(1, 1)],
    ['c', bytes(1, 0)],
  ]);
  const matrix = VectorMatrix.of(SPACE, rows, undefined, fetched);
  const ids = (...query: Parameters<VectorMatrix['nearest']>) => matrix.nearest(...query).map(({ id }) => id);

  it('finds the nearest, within its filter', () => {
    expect(ids(EAST, 2)).toEqual(['c', 'b']);
    expect(ids(EAST, 9, { types: ['loot'] })).toEqual(['b']);
    expect(ids(EAST, 9, { minImportance: 0.9 })).toEqual(['b']);
    expect(ids(EAST, 9, { since: new Date(5) })).toEqual(['a']);
    expect(ids(EAST, 9, { until: new Date(5) })).toEqual(['c', 'b']);
    expect(ids(EAST, 9, { types: ['quest'] })).toEqual([]);
  });

  it('takes over what is unchanged, drops what is gone, and reads anew what has another content', () => {
    const next = [row('c'), row('b', { type: 'loot', hash: 'another' }), row('d')];
    const moved = VectorMatrix.of({ ...SPACE, version: 2 }, next, matrix, new Map([['b', bytes(0, -1)]]));
    expect(moved.nearest(EAST, 9)).toEqual([
      { id: 'c', type: 'combat', score: 1 },
      { id: 'b', type: 'loot', score: 0 },
    ]);
    expect(matrix.nearest(EAST, 9)).toHaveLength(3);
  });

  it('leaves out vectors of another length', () => {
    const odd = VectorMatrix.of(SPACE, [row('a')], undefined, new Map([['a', bytes(1, 1).subarray(0, 4)]]));
    expect(odd.nearest(EAST, 9)).toEqual([]);
  });
});
