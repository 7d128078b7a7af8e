import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { diversify } from './diversity.rules.js';
import type { DiverseCandidate } from './diversity.rules.js';

const item = (id: string, score: number, terms: string[], vector?: number[]): DiverseCandidate => ({
  id,
  score,
  terms,
  vector: vector ? Float32Array.from(vector) : null,
});
const ids = (items: readonly DiverseCandidate[]): string[] => items.map(({ id }) => id);

describe('diversify', () => {
  it('takes something new before the same once more', () => {
    const same = [item('a', 1, ['boss']), item('b', 0.95, ['boss']), item('c', 0.8, ['loot'])];
    expect(ids(diversify(same, 3))).toEqual(['a', 'c', 'b']);
    const near = [item('a', 1, [], [1, 0]), item('b', 0.95, [], [1, 0.1]), item('c', 0.8, [], [0, 1])];
    expect(ids(diversify(near, 2))).toEqual(['a', 'c']);
  });

  it('does not take what is merely different', () => {
    expect(
      ids(diversify([item('a', 1, ['boss', 'won']), item('b', 0.9, ['boss', 'mvp']), item('c', 0.05, [])], 2)),
    ).toEqual(['a', 'b']);
  });

  it('goes by score alone with lambda 1, and compares by terms when vectors are of two models', () => {
    const items = [item('b', 0.5, ['x'], [1, 0]), item('a', 1, ['x'], [1, 0, 0])];
    expect(ids(diversify(items, 2, 1))).toEqual(['a', 'b']);
    expect(ids(diversify(items, 2))).toEqual(['a', 'b']);
  });

  it('returns each at most once, the best first, as many as asked and there are', () => {
    const items = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })),
      { maxLength: 15 },
    );
    fc.assert(
      fc.property(items, fc.nat(20), (pairs, limit) => {
        const candidates = pairs.map(([score, terms], i) => item(String(i), score, terms));
        const picked = diversify(candidates, limit);
        expect(picked).toHaveLength(Math.min(limit, candidates.length));
        expect(new Set(picked).size).toBe(picked.length);
        if (picked.length > 0) expect(picked[0]?.score).toBe(Math.max(...candidates.map(({ score }) => score)));
      }),
    );
  });
});
