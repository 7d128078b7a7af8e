import { describe, expect, it } from '@jest/globals';
import { MAX_STRENGTH } from './duplicate.rules.js';
import { strengthenOnRecall } from './recall-strength.rules.js';

const NOW = Date.UTC(2026, 0, 31);
const MINUTE = 60_000;

describe('strengthenOnRecall', () => {
  it('strengthens the first time, and again after five minutes', () => {
    const first = strengthenOnRecall({ strength: 0, lastRecalledAt: null }, NOW);
    expect(first).toEqual({ strength: 1, lastRecalledAt: NOW });
    expect(first && strengthenOnRecall(first, NOW + 5 * MINUTE)).toEqual({
      strength: 2,
      lastRecalledAt: NOW + 5 * MINUTE,
    });
  });

  it('strengthens a memory that is asked for every second at most once in five minutes', () => {
    let memory: { strength: number; lastRecalledAt: number | null } = { strength: 0, lastRecalledAt: null };
    for (let second = 0; second < 600; second += 1) memory = strengthenOnRecall(memory, NOW + second * 1000) ?? memory;
    expect(memory.strength).toBe(2);
  });

  it('stays fresh but grows no stronger at its bound', () => {
    expect(strengthenOnRecall({ strength: MAX_STRENGTH, lastRecalledAt: null }, NOW)).toEqual({
      strength: MAX_STRENGTH,
      lastRecalledAt: NOW,
    });
  });
});
