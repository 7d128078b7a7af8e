import { describe, expect, it } from '@jest/globals';
import { blockedBy, type GateView } from './blocked-by.rules.js';

const FREE: GateView = {
  isConfigured: true,
  isEnabled: true,
  isCircuitOpen: false,
  own: { budgetNano: 8_000_000, leftNano: 1_560_000 },
  platform: null,
  leastNano: 1_500_000,
  isWithinShare: true,
};

describe('what stands in the way of the next call', () => {
  it.each<[string | null, string, Partial<GateView>]>([
    [null, 'its worst case fits in', {}],
    [null, 'no call was asked for yet', { leastNano: null }],
    [null, 'a model that costs nothing', { leastNano: 0, own: { budgetNano: 1, leftNano: 0 } }],
    ['not_configured', 'there is no model', { isConfigured: false }],
    ['disabled', 'the game has it off', { isEnabled: false }],
    ['circuit_open', 'the host is left alone', { isCircuitOpen: true }],
    ['budget', 'its worst case no longer fits in, although money is left', { leastNano: 1_570_000 }],
    ['budget', 'a budget of 0 means never', { leastNano: 0, own: { budgetNano: 0, leftNano: 0 } }],
    ['platform_budget', 'all games together have spent it', { platform: { budgetNano: 9e9, leftNano: 1_000 } }],
    ['share', 'the hour has had its calls', { isWithinShare: false }],
    ['disabled', 'the first in the order of the gate', { isEnabled: false, isCircuitOpen: true, isWithinShare: false }],
  ])('is %s when %s', (block, _why, more) => {
    expect(blockedBy({ ...FREE, ...more })).toBe(block);
  });
});
