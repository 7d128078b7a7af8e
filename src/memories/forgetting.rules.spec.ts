import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { chooseOverflow, retention } from './forgetting.rules.js';
import type { ForgettableMemory } from './forgetting.rules.js';

const NOW = Date.UTC(2026, 0, 31);
const DAY = 86_400_000;
const aged = (days: number, more: Partial<ForgettableMemory> = {}): ForgettableMemory => ({
  importance: 0.5,
  strength: 0,
  pinned: false,
  createdAt: NOW - days * DAY,
  lastRecalledAt: null,
  ...more,
});

describe('retention', () => {
  it('is 1/e after 30 days for a plain memory, and lasts longer for what matters or is repeated', () => {
    expect(retention(aged(30), NOW)).toBeCloseTo(Math.exp(-1), 10);
    expect(retention(aged(45, { importance: 1 }), NOW)).toBeCloseTo(Math.exp(-1), 10);
    expect(retention(aged(60, { strength: 1 }), NOW)).toBeCloseTo(Math.exp(-1), 10);
    expect(retention(aged(300, { lastRecalledAt: NOW - 30 * DAY }), NOW)).toBeCloseTo(Math.exp(-1), 10);
  });

  it('stays in 0..1 and never rises with age', () => {
    const memories = fc.record({
      days: fc.double({ min: -1, max: 5_000, noNaN: true }),
      importance: fc.double({ min: 0, max: 1, noNaN: true }),
      strength: fc.nat(20),
    });
    fc.assert(
      fc.property(memories, fc.double({ min: 0, max: 1_000, noNaN: true }), ({ days, ...rest }, later) => {
        const now = retention(aged(days, rest), NOW);
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(1);
        expect(retention(aged(days + later, rest), NOW)).toBeLessThanOrEqual(now);
      }),
    );
  });
});

describe('chooseOverflow', () => {
  it('takes the weakest, never a pinned one, and only as many as are too many', () => {
    const [old, young, pinned] = [aged(50), aged(1), aged(90, { pinned: true })];
    expect(chooseOverflow([young, old, pinned], NOW, 2)).toEqual([old]);
    expect(chooseOverflow([young, old, pinned], NOW, 3)).toEqual([]);
    expect(chooseOverflow([pinned, pinned], NOW, 1)).toEqual([]);
  });
});
