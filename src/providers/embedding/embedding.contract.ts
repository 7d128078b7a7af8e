import { describe, expect, it } from '@jest/globals';
import type { EmbeddingProvider } from './embedding.port.js';

/** What every embedding adapter must hold to; each adapter's spec runs it against its own. */
export function describeEmbeddingContract(name: string, make: () => EmbeddingProvider): void {
  describe(`${name} keeps the embedding contract`, () => {
    const texts = ['Found the legendary Dragonfang Blade.', '第一次击败了巨龙', '初めてボスを倒した', '!!!'];

    it('answers one vector of the promised size for each text, in order', async () => {
      const provider = make();
      const together = await provider.embed(texts);
      expect(together.map((vector) => vector.length)).toEqual(texts.map(() => provider.dimensions));
      for (const [i, text] of texts.entries()) {
        const [alone] = await provider.embed([text]);
        expect(likeness(alone, together[i])).toBeCloseTo(1, 4);
      }
    });

    it('answers in every place of a text that stands there several times', async () => {
      const [one = '', other = ''] = texts;
      const vectors = await make().embed([one, other, one, one, other]);
      const same = [0, 0, 0, 1].map((first, i) => likeness(vectors[first], vectors[[0, 2, 3, 4][i]!]));
      for (const cosine of same) expect(cosine).toBeCloseTo(1, 4);
      expect(likeness(vectors[0], vectors[1])).toBeLessThan(0.9);
    });

    it('answers nothing to nothing', async () => {
      expect(await make().embed([])).toEqual([]);
    });

    it('gives vectors of length 1, without NaN, and takes a blank text', async () => {
      const [blank, ...vectors] = await make().embed(['', ...texts]);
      for (const vector of vectors) expect(likeness(vector, vector)).toBeCloseTo(1, 4);
      expect(blank?.every((value) => Number.isFinite(value))).toBe(true);
    });

    it('puts a text nearer to its own rewording than to another subject', async () => {
      const [text, reworded, other] = await make().embed([
        'Defeated the fire dragon in the northern keep',
        'the fire dragon was defeated in a northern keep',
        'Bought three healing potions at the market',
      ]);
      expect(likeness(text, reworded)).toBeGreaterThan(likeness(text, other));
    });

    it('names its vector space, and the same space twice over', () => {
      expect(make().model).not.toBe('');
      expect(make().model).toBe(make().model);
    });
  });
}

function likeness(a?: Float32Array, b?: Float32Array): number {
  if (a === undefined || b === undefined) return NaN;
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}
