import { describe, expect, it } from '@jest/globals';
import { histories } from './line-history.rules.js';

describe('line histories', () => {
  it('are read from what a statement aggregates', () => {
    const said: Record<string, [number, number]> = { 'cool.kill.1': [3, 1_778_414_400_123], 'cool.kill.2': [1, 5] };
    const read = histories(said);
    expect(read.get('cool.kill.1')).toEqual({ times: 3, lastSaidAt: 1_778_414_400_123 });
    expect(read.get('cool.kill.2')).toEqual({ times: 1, lastSaidAt: 5 });
    expect(read.get('constructor')).toBeUndefined();
  });

  it('are none for a player who has heard nothing', () => {
    expect(histories(null).size).toBe(0);
  });
});
