import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { reactionSeed } from './seed.rules.js';

const PLAYER = '0198a1b2-0000-7000-8000-000000000000';

describe('the seed of a reaction', () => {
  it('is FNV-1a of the player, a line feed and the event', () => {
    // From another implementation, which gives the authors' own results for "a" and "foobar".
    expect(reactionSeed('', '')).toBe(0xf0c6cdd);
    expect(reactionSeed('rin', 'match-7')).toBe(0xf84d01cd);
  });

  it('is an unsigned 32-bit integer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (player, event) => {
        const seed = reactionSeed(player, event);
        expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
        expect(reactionSeed(player, event)).toBe(seed);
      }),
    );
  });

  it('tells apart what only moves between player and event', () => {
    expect(reactionSeed('ab', 'c')).not.toBe(reactionSeed('a', 'bc'));
    expect(reactionSeed(PLAYER, 'a')).not.toBe(reactionSeed(PLAYER.replace(/0$/, '1'), 'a'));
  });

  it('spreads neighbouring events over its whole range, and hardly ever meets itself', () => {
    const seeds = Array.from({ length: 8000 }, (_, index) => reactionSeed(PLAYER, `event-${index}`));
    expect(new Set(seeds).size).toBeGreaterThan(7990);
    const shares = Array.from({ length: 16 }, (_, share) => seeds.filter((seed) => seed >>> 28 === share).length);
    // 500 each if it were perfect; FNV's upper bits are a little uneven, which the draw's own mixing makes up for.
    for (const share of shares) {
      expect(share).toBeGreaterThan(350);
      expect(share).toBeLessThan(650);
    }
  });
});
