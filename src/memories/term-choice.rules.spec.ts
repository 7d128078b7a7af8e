import { describe, expect, it } from '@jest/globals';
import { chooseTerms } from './term-choice.rules.js';

describe('chooseTerms', () => {
  const common = new Map([
    ['win', 900],
    ['match', 500],
    ['boss', 100],
  ]);

  it('takes the rare terms, and common ones as far as there is room, the less common first', () => {
    expect(chooseTerms(['win', 'zarathul', 'boss', 'match'], common, 650)).toEqual(['zarathul', 'boss', 'match']);
    expect(chooseTerms(['win', 'zarathul'], common, 650)).toEqual(['zarathul']);
  });

  it('takes the least common when all are too common', () => {
    expect(chooseTerms(['win', 'match'], common, 100)).toEqual(['match']);
    expect(chooseTerms([], common, 100)).toEqual([]);
  });
});
