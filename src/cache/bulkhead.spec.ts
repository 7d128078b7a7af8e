import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Bulkhead } from './bulkhead.js';

describe('Bulkhead', () => {
  it('runs so many at a time, and the rest in their order', async () => {
    const bulkhead = new Bulkhead(2, 10_000);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const work = async (i: number): Promise<number> => {
      begun.push(i);
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      return i;
    };
    const all = Array.from({ length: 7 }, (_, i) => bulkhead.run(() => work(i)));
    expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([most, begun]).toEqual([2, [0, 1, 2, 3, 4, 5, 6]]);
  });

  it('gives the place of work that failed to the next', async () => {
    const bulkhead = new Bulkhead(1, 10_000);
    const failed = bulkhead.run(() => Promise.reject(new Error('no')));
    const next = bulkhead.run(() => Promise.resolve('next'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('next');
  });

  it('lets work in that its own places wait for', async () => {
    const bulkhead = new Bulkhead(1, 5);
    expect(await bulkhead.run(() => bulkhead.run(() => Promise.resolve('inner')))).toBe('inner');
  });
});
