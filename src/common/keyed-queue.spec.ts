import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { KeyedQueue } from './keyed-queue.js';

function gate(): { opened: Promise<void>; open: () => void } {
  const signal = new EventTarget();
  const opened = new Promise<void>((resolve) => signal.addEventListener('open', () => resolve(), { once: true }));
  return { opened, open: () => void signal.dispatchEvent(new Event('open')) };
}

describe('a keyed queue', () => {
  it('runs the work of one key in the order it came, one at a time', async () => {
    const queue = new KeyedQueue();
    const first = gate();
    const log: string[] = [];
    const work = (name: string, wait?: Promise<void>) => async () => {
      log.push(`${name} begins`);
      await wait;
      log.push(`${name} ends`);
    };
    const all = [queue.run('a', work('1', first.opened)), queue.run('a', work('2')), queue.run('a', work('3'))];
    first.open();
    await Promise.all(all);
    expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  });

  it('does not let one key wait for another', async () => {
    const queue = new KeyedQueue();
    const blocked = gate();
    const slow = queue.run('a', () => blocked.opened);
    await expect(queue.run('b', async () => 'done')).resolves.toBe('done');
    blocked.open();
    await slow;
  });

  it('goes on after work that failed, and tells only its caller', async () => {
    const queue = new KeyedQueue();
    const failing = queue.run('a', async () => {
      throw new Error('no');
    });
    const next = queue.run('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('remembers nothing once all is done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())), async (jobs) => {
        const queue = new KeyedQueue();
        const running = new Map<string, number>();
        const results = await Promise.allSettled(
          jobs.map(([key, fails]) =>
            queue.run(key, async () => {
              running.set(key, (running.get(key) ?? 0) + 1);
              expect(running.get(key)).toBe(1);
              await Promise.resolve();
              running.set(key, 0);
              if (fails) throw new Error('as it should');
            }),
          ),
        );
        expect(results.map(({ status }) => status === 'rejected')).toEqual(jobs.map(([, fails]) => fails));
        await Promise.resolve();
        expect(queue.size).toBe(0);
      }),
    );
  });
});
