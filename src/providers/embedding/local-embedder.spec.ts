import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { describeEmbeddingContract } from './embedding.contract.js';
import { embedText, LOCAL_MODEL_PREFIX, LocalEmbedder } from './local-embedder.js';

describeEmbeddingContract('the local embedder', () => new LocalEmbedder());
describeEmbeddingContract('the local embedder in 128 dimensions', () => new LocalEmbedder(128));

function likeness(a: string, b: string): number {
  const [x, y] = [embedText(a, 512), embedText(b, 512)];
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
}

describe('the local embedder', () => {
  it('names its size in its model, since vectors of two sizes cannot be compared', () => {
    expect(new LocalEmbedder(128).model).not.toBe(new LocalEmbedder(512).model);
    expect(new LocalEmbedder().model.startsWith(LOCAL_MODEL_PREFIX)).toBe(true);
  });

  it.each([0, 15, 4097, 12.5, NaN])('refuses %p dimensions', (dimensions) => {
    expect(() => new LocalEmbedder(dimensions)).toThrow(RangeError);
  });

  it('sees kin words and slips of the pen', () => {
    expect(likeness('dragon', 'dragons')).toBeGreaterThan(0.5);
    expect(likeness('Dragonfang', 'Dragonfnag')).toBeGreaterThan(0.3);
    expect(likeness('dragon', 'healing potion')).toBeLessThan(0.2);
  });

  it('lets a question of one Chinese or Japanese character find its word', () => {
    expect(likeness('剣', '伝説の剣を手に入れた')).toBeGreaterThan(likeness('剣', '伝説の盾を手に入れた') + 0.1);
    expect(likeness('龙', '第一次击败了巨龙')).toBeGreaterThan(likeness('龙', '第一次击败了首领') + 0.1);
  });

  it('reads case, width and accents as the same', () => {
    expect(likeness('ＤＲＡＧＯＮ café', 'dragon CAFE')).toBeCloseTo(1, 5);
  });

  it('tells texts apart that hold no word at all', () => {
    expect(likeness('🎉🎉', '🎉🎉')).toBeCloseTo(1, 5);
    expect(likeness('🎉🎉', '💀')).toBeLessThan(0.9);
  });

  it('gives the zero vector only to blank texts, else length 1, and the same vector each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const vector = embedText(text, 64);
        const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
        if (text.normalize('NFKC').trim() === '') expect(length).toBe(0);
        else expect(Math.min(Math.abs(length - 1), length)).toBeLessThan(1e-5);
        expect(embedText(text, 64)).toEqual(vector);
      }),
    );
  });

  it('gives the event loop a turn in a long batch', async () => {
    let turns = 0;
    let running = true;
    const tick = (): void => {
      turns += 1;
      if (running) setImmediate(tick);
    };
    setImmediate(tick);
    await new LocalEmbedder(64).embed(Array.from({ length: 400 }, (_, i) => `memory ${i}`));
    running = false;
    expect(turns).toBeGreaterThan(2);
  });
});
