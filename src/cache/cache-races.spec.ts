import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createCache } from './cache.factory.js';
import { cacheKeys } from './cache-keys.tables.js';

const key = cacheKeys.player('raced');

describe('CacheService under raced reads and writes', () => {
  it('gives no reader what was replaced before it asked, and leaves nothing stale behind', async () => {
    const steps = fc.array(fc.constantFrom('read', 'write'), { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, steps) => {
        const cache = createCache({ singleInstance: true }, null);
        let committed = 0;
        let announced = 0;
        // A snapshot is taken at one moment and arrives at another, both of the scheduler's choosing.
        const load = async (): Promise<number> => {
          await scheduler.schedule(Promise.resolve(), 'query');
          const snapshot = committed;
          await scheduler.schedule(Promise.resolve(), 'answer');
          return snapshot;
        };
        const read = async (): Promise<void> => {
          const atLeast = announced;
          expect(await cache.getOrSet(key, load)).toBeGreaterThanOrEqual(atLeast);
        };
        const write = async (): Promise<void> => {
          committed += 1;
          const version = committed;
          await scheduler.schedule(Promise.resolve(), 'commit answered');
          await cache.invalidate(key);
          announced = Math.max(announced, version);
        };
        const work = steps.map((step) =>
          scheduler.schedule(Promise.resolve(), `begin ${step}`).then(step === 'read' ? read : write),
        );
        await scheduler.waitFor(Promise.all(work));
        expect(await cache.getOrSet(key, () => Promise.resolve(committed))).toBe(committed);
      }),
      { numRuns: 1_000 },
    );
  });
});
