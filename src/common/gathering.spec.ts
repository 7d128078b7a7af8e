import { describe, expect, it } from '@jest/globals';
import { Gathering, type GatheringLimits } from './gathering.js';

const LIMITS: GatheringLimits = {
  maxItems: 3,
  usualGroups: 1,
  maxGroups: 2,
  maxWaitMs: 5,
  isShared: (error) => error === 'away',
};

/** Work that notes its groups and waits until it is let go on. */
function work(outcome: (item: string) => string = (item) => item.toUpperCase()) {
  const groups: string[][] = [];
  const signal = new EventTarget();
  const gate = { isOpen: true };
  const run = async (items: readonly string[]): Promise<string[]> => {
    groups.push([...items]);
    if (!gate.isOpen) await new Promise((resolve) => signal.addEventListener('open', resolve, { once: true }));
    return items.map(outcome);
  };
  const open = (): void => {
    gate.isOpen = true;
    signal.dispatchEvent(new Event('open'));
  };
  return { run, groups, gate, open };
}

const refuse = (item: string): string => {
  if (item === 'bad') throw new Error('refused');
  return item;
};

describe('gathered work', () => {
  it('goes off alone when nothing else comes, and together with what comes in the same turn', async () => {
    const { run, groups } = work();
    const gathering = new Gathering(run, LIMITS);
    expect(await gathering.run('a')).toBe('A');
    expect(await Promise.all(['b', 'c'].map((item) => gathering.run(item)))).toEqual(['B', 'C']);
    expect(groups).toEqual([['a'], ['b', 'c']]);
  });

  it('keeps the order and the size of a group', async () => {
    const { run, groups } = work();
    const gathering = new Gathering(run, LIMITS);
    const answers = await Promise.all([...'abcdefg'].map((item) => gathering.run(item)));
    expect(answers.join('')).toBe('ABCDEFG');
    expect(groups.flat().join('')).toBe('abcdefg');
    expect(groups.map(({ length }) => length)).toEqual([3, 3, 1]);
  });

  it('waits for a slow group 5 ms at most, and has no more groups under way than are allowed', async () => {
    const { run, groups, gate, open } = work();
    gate.isOpen = false;
    const gathering = new Gathering(run, LIMITS);
    const all = [...'abc'].map((item) => gathering.run(item));
    await new Promise(setImmediate);
    all.push(gathering.run('d'));
    while (groups.length < 2) await new Promise(setImmediate);
    all.push(gathering.run('e'));
    await new Promise((resolve) => setTimeout(resolve, 4 * LIMITS.maxWaitMs));
    expect(groups).toEqual([['a', 'b', 'c'], ['d']]);
    open();
    expect((await Promise.all(all)).join('')).toBe('ABCDE');
    expect(groups).toHaveLength(3);
  });

  it('does not let a bad item spoil the others', async () => {
    const { run } = work(refuse);
    const gathering = new Gathering(run, LIMITS);
    const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map((item) => gathering.run(item)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await gathering.run('after')).toBe('after');
  });

  it('tries nothing one by one when the failure is everybody’s', async () => {
    const groups: string[][] = [];
    const gathering = new Gathering<string, string>((items) => {
      groups.push([...items]);
      return Promise.reject('away');
    }, LIMITS);
    const outcomes = await Promise.allSettled(['a', 'b'].map((item) => gathering.run(item)));
    expect(outcomes).toEqual([
      { status: 'rejected', reason: 'away' },
      { status: 'rejected', reason: 'away' },
    ]);
    expect(groups).toHaveLength(1);
  });
});
