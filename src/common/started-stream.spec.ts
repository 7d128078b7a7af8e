import { describe, expect, it } from '@jest/globals';
import { startedStream } from './started-stream.js';

async function* numbers(count: number, failsAt = Infinity): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) {
    if (number === failsAt) throw new Error(`no ${number}`);
    yield number;
  }
}

async function collect(stream: AsyncGenerator<number>): Promise<number[]> {
  const items: number[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('a stream', () => {
  it('gives all its items in order, also when there is none', async () => {
    expect(await collect(await startedStream(numbers(3)))).toEqual([0, 1, 2]);
    expect(await collect(await startedStream(numbers(0)))).toEqual([]);
  });

  it('that fails at once fails before it is answered', async () => {
    await expect(startedStream(numbers(3, 0))).rejects.toThrow('no 0');
  });

  it('that fails later fails where it is read', async () => {
    const stream = await startedStream(numbers(3, 2));
    await expect(collect(stream)).rejects.toThrow('no 2');
  });
});
