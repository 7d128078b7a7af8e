import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BLOCK_ROWS } from './vector-blocks.js';
import { VectorMatrix } from './vector-matrix.js';
import type { VectorRow } from './vector-row.types.js';
import { encodeVector } from './vector.rules.js';

const SPACE = { model: 'm', dimensions: 2 };
const EMPTY = VectorMatrix.empty(SPACE);
const row = (id: string, more: Partial<VectorRow> = {}): VectorRow => ({
  id,
  type: 'combat',
  hash: `hash of ${id}`,
  importance: 0.5,
  createdAtMs: 0,
  updatedAtMs: 0,
  high: 0,
  low: 0,
  ...more,
});
const bytes = (x: number, y: number) => encodeVector(Float32Array.of(x, y));
const EAST = Float32Array.of(1, 0);

const scores = async (matrix: VectorMatrix) =>
  Object.fromEntries((await matrix.nearest(EAST, 9999)).map(({ id, score }) => [id, score]));

describe('VectorMatrix', () => {
  const rows = [row('a', { createdAtMs: 5 }), row('b', { type: 'loot', importance: 0.9 }), row('c')];
  const fetched = new Map([
    ['a', bytes(0, 1)],
    ['b', bytes(1, 1)],
    ['c', bytes(1, 0)],
  ]);
  const matrix = EMPTY.with(1, rows, fetched);
  const ids = async (...query: Parameters<VectorMatrix['nearest']>) =>
    (await matrix.nearest(...query)).map(({ id }) => id);

  it('finds the nearest, within its filter', async () => {
    expect(await ids(EAST, 2)).toEqual(['c', 'b']);
    expect(await ids(EAST, 9, { types: ['loot'] })).toEqual(['b']);
    expect(await ids(EAST, 9, { minImportance: 0.9 })).toEqual(['b']);
    expect(await ids(EAST, 9, { since: new Date(5) })).toEqual(['a']);
    expect(await ids(EAST, 9, { until: new Date(5) })).toEqual(['c', 'b']);
    expect(await ids(EAST, 9, { types: ['quest'] })).toEqual([]);
    expect(await ids(EAST, 0)).toEqual([]);
  });

  it('takes up what is new and what has changed, and leaves the version before as it was', async () => {
    const changed = [row('b', { type: 'loot', hash: 'another' }), row('d')];
    const moved = matrix.with(
      2,
      changed,
      new Map([
        ['b', bytes(0, -1)],
        ['d', bytes(2, 0)],
      ]),
    );
    expect(moved.version).toBe(2);
    expect((await moved.nearest(EAST, 9)).map(({ id, score }) => [id, score])).toEqual([
      ['c', 1],
      ['d', 1],
      ['a', 0],
      ['b', 0],
    ]);
    expect(await ids(EAST, 9)).toEqual(['c', 'b', 'a']);
  });

  it('knows which vectors it has by their content, and which rows are news by their checksum', () => {
    expect([...matrix.vectorsOf([row('a'), row('b', { hash: 'another' }), row('x')]).keys()]).toEqual(['a']);
    expect(matrix.news([row('a'), row('b', { low: 1 }), row('x')]).map(({ id }) => id)).toEqual(['b', 'x']);
  });

  it('leaves out vectors of another length, and memories without one', async () => {
    const odd = EMPTY.with(1, [row('a'), row('b')], new Map([['a', bytes(1, 1).subarray(0, 4)]]));
    expect(await odd.nearest(EAST, 9)).toEqual([]);
    expect(odd.vectorsOf([row('a')]).size).toBe(0);
    expect(odd.digest.count).toBe(2);
  });

  it('is the same however its rows came in', async () => {
    const changes = fc.array(
      fc.record({ id: fc.integer({ min: 0, max: 3 * BLOCK_ROWS }), x: fc.integer({ min: -9, max: 9 }), low: fc.nat() }),
      { minLength: 1, maxLength: 300 },
    );
    const steps = fc.array(changes, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const standing = new Map<string, { row: VectorRow; vector: Uint8Array }>();
        let grown = EMPTY;
        for (const [version, step] of steps.entries()) {
          const latest = new Map(
            step.map(({ id, x, low }) => [`${id}`, { row: row(`${id}`, { low }), vector: bytes(x, 1) }]),
          );
          for (const [id, change] of latest) standing.set(id, change);
          const changed = [...latest.values()].map((change) => change.row);
          grown = grown.with(version, changed, new Map([...latest].map(([id, { vector }]) => [id, vector])));
        }
        const all = [...standing.values()].map((each) => each.row);
        const fresh = EMPTY.with(9, all, new Map([...standing].map(([id, { vector }]) => [id, vector])));
        expect(grown.digest).toEqual(fresh.digest);
        expect(await scores(grown)).toEqual(await scores(fresh));
      }),
      { numRuns: 30 },
    );
  });
});
