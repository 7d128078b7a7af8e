import { describe, expect, it } from '@jest/globals';
import { MicroBatch } from './micro-batch.js';

class BadItem extends Error {}

function batcher(maxItems = 4, maxCalls = 2) {
  const calls: (readonly string[])[] = [];
  const batch = new MicroBatch<string, string>(
    async (items) => {
      calls.push(items);
      if (items.includes('bad')) throw new BadItem('one of them is bad');
      if (items.includes('away')) throw new Error('away');
      return items.map((item) => item.toUpperCase());
    },
    { maxItems, maxCalls, windowMs: 10, isOneItems: (error) => error instanceof BadItem },
  );
  return { batch, calls };
}

describe('MicroBatch', () => {
  it('puts what comes together into one call and gives each its own answer', async () => {
    const { batch, calls } = batcher();
    expect(await Promise.all(['a', 'b', 'c'].map((item) => batch.run(item)))).toEqual(['A', 'B', 'C']);
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  it('makes no call larger than it may be', async () => {
    const { batch, calls } = batcher(4);
    const items = [...'abcdefghij'];
    expect(await Promise.all(items.map((item) => batch.run(item)))).toEqual([...'ABCDEFGHIJ']);
    expect(Math.max(...calls.map((call) => call.length))).toBeLessThanOrEqual(4);
    expect(calls.length).toBe(3);
  });

  it('lets a bad item fail alone', async () => {
    const { batch } = batcher();
    const answers = await Promise.allSettled(['a', 'bad', 'c', 'd'].map((item) => batch.run(item)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('fails all at once when the other side is away, and goes on afterwards', async () => {
    const { batch, calls } = batcher();
    const answers = await Promise.allSettled(['a', 'away', 'c'].map((item) => batch.run(item)));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(calls).toHaveLength(1);
    expect(await batch.run('d')).toBe('D');
  });
});
