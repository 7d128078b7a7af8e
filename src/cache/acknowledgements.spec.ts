import { beforeEach, describe, expect, it } from '@jest/globals';
import { Acknowledgements } from './acknowledgements.js';
import { resolveCacheSettings } from './cache.settings.js';
import type { CacheMetrics } from './cache.types.js';

let outcomes: string[];
let acknowledgements: Acknowledgements;

beforeEach(() => {
  outcomes = [];
  const { environment, metrics } = resolveCacheSettings({ singleInstance: false });
  const counting: CacheMetrics = { ...metrics, acknowledgement: (outcome) => void outcomes.push(outcome) };
  acknowledgements = new Acknowledgements(environment, counting);
  acknowledgements.listen(true);
});

/** Whether the promise is settled, once everything that is ready has run. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  const after = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
  return await Promise.race([promise.then(() => true), after]);
}

describe('an invalidation', () => {
  it('waits for nobody when this instance is alone', async () => {
    await acknowledgements.settled(acknowledgements.begin(), 1);
    await acknowledgements.settled(acknowledgements.begin(), 0);
    expect(outcomes).toEqual([]);
  });

  it('waits for the only one who heard it while this instance hears nothing, as that is another', async () => {
    acknowledgements.listen(false);
    const group = acknowledgements.begin();
    const settled = acknowledgements.settled(group, 1);
    expect(await isSettled(settled)).toBe(false);
    acknowledgements.note(group.id);
    await settled;
    expect(outcomes).toEqual(['answered']);
  });

  it('waits until each has answered, this instance included', async () => {
    const group = acknowledgements.begin();
    const settled = acknowledgements.settled(group, 3);
    acknowledgements.note(group.id);
    acknowledgements.note(group.id);
    expect(await isSettled(settled)).toBe(false);
    acknowledgements.note(group.id);
    await settled;
    expect(outcomes).toEqual(['answered']);
  });

  it('counts answers that come before it is known how many there will be', async () => {
    const group = acknowledgements.begin();
    acknowledgements.note(group.id);
    acknowledgements.note(group.id);
    await acknowledgements.settled(group, 2);
    expect(outcomes).toEqual(['answered']);
  });

  it('takes no answer to another for its own', async () => {
    const [first, second] = [acknowledgements.begin(), acknowledgements.begin()];
    const settled = acknowledgements.settled(second, 2);
    acknowledgements.note(first.id);
    acknowledgements.note(first.id);
    acknowledgements.note('not a group');
    acknowledgements.note(second.id);
    expect(await isSettled(settled)).toBe(false);
    acknowledgements.note(second.id);
    await settled;
  });

  it('gives up on who does not answer, soon at once, but not on the others', async () => {
    for (let miss = 0; miss < 3; miss += 1) {
      const group = acknowledgements.begin();
      acknowledgements.note(group.id);
      acknowledgements.note(group.id);
      await acknowledgements.settled(group, 3);
    }
    const group = acknowledgements.begin();
    const settled = acknowledgements.settled(group, 3);
    acknowledgements.note(group.id);
    expect(await isSettled(settled)).toBe(false);
    acknowledgements.note(group.id);
    await settled;
    expect(outcomes).toEqual(['given up', 'given up', 'given up', 'passed over']);
  });
});
