import { describe, expect, it } from '@jest/globals';
import { inSlices } from './game-slices.js';

/** Work of some steps, each of which takes as many milliseconds on the clock. */
function workOf(steps: number, stepMs: number) {
  const clock = { now: 0, monotonicMs: () => clock.now };
  function* work(): Generator<void, string> {
    for (let step = 0; step < steps; step += 1) {
      clock.now += stepMs;
      yield;
    }
    return 'done';
  }
  return { clock, work };
}

function* broken(): Generator<void, void> {
  yield;
  throw new RangeError('no');
}

/** How often others had a turn until the work was done. */
async function turnsDuring(steps: number, stepMs: number): Promise<number> {
  const { clock, work } = workOf(steps, stepMs);
  let turns = 0;
  let isDone = false;
  const next = (): void => {
    if (isDone) return;
    turns += 1;
    setImmediate(next);
  };
  setImmediate(next);
  expect(await inSlices(work(), clock)).toBe('done');
  isDone = true;
  return turns;
}

describe('inSlices', () => {
  it('gives everybody else a turn after five milliseconds of work', async () => {
    expect(await turnsDuring(100, 1)).toBeGreaterThanOrEqual(15);
    expect(await turnsDuring(10, 50)).toBeGreaterThanOrEqual(9);
  });

  it('does short work at once', async () => {
    expect(await turnsDuring(4, 1)).toBe(0);
  });

  it('fails as the work does', async () => {
    await expect(inSlices(broken(), { monotonicMs: () => 0 })).rejects.toThrow('no');
  });
});
