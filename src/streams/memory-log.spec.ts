import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Clock } from '../common/clock.js';
import { MemoryLog } from './memory-log.js';
import { compareIds } from './stream-entry.rules.js';
import { streamFigures } from './streams.tables.js';
import type { StreamEntry } from './streams.types.js';

/** A clock that goes where it is told, backwards too. */
class SetClock extends Clock {
  time = 1_000_000;
  elapsed = 0;

  override now(): Date {
    return new Date(this.time);
  }

  override monotonicMs(): number {
    return this.elapsed;
  }
}

let clock: SetClock;
let log: MemoryLog;
let told: StreamEntry[];

beforeEach(() => make());

function make(): void {
  clock = new SetClock();
  log = new MemoryLog(clock);
  told = [];
  log.start((_gameId, entry) => told.push(entry));
}

const publish = (count: number, playerId = 'mira') => {
  for (let done = 0; done < count; done += 1) log.publish('game', playerId, 'reaction', { done });
};

describe('the log of one process', () => {
  it('does not so much as look at an event that nobody listens to', () => {
    const payload = {
      toJSON: () => {
        throw new Error('made into JSON');
      },
    };
    log.publish('game', 'mira', 'reaction', payload);
    expect(told).toEqual([]);
  });

  it('gives ids in order whatever the clock does, and replays exactly what came after one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 50 }),
        fc.nat(),
        async (steps, seed) => {
          make();
          await log.follow('game');
          for (const step of steps) {
            clock.time += step;
            publish(1);
          }
          const ids = told.map(({ id }) => id ?? '');
          expect(ids).toEqual(ids.toSorted(compareIds));
          expect(new Set(ids).size).toBe(ids.length);
          const place = seed % ids.length;
          const replay = await log.replay('game', ids[place] ?? '');
          expect(replay).toEqual({ isComplete: true, entries: told.slice(place + 1), lastId: ids.at(-1) });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('holds the last 1,000 at least, and a bounded number', async () => {
    await log.follow('game');
    publish(10_000);
    const { isComplete, entries } = await log.replay('game', told[0]?.id ?? '');
    expect(isComplete).toBe(false);
    expect(entries.length).toBeGreaterThanOrEqual(streamFigures.retainedEvents);
    expect(entries.length).toBeLessThan(2 * streamFigures.retainedEvents);
    expect(await log.replay('game', told.at(-1001)?.id ?? '')).toMatchObject({ isComplete: true });
  });

  it('goes on for a while after the last reader, then says that there is a gap', async () => {
    await log.follow('game');
    publish(1);
    const lastId = log.lastId('game') ?? '';
    log.unfollow('game');
    clock.elapsed += streamFigures.retainMs;
    publish(1);
    expect(await log.replay('game', lastId)).toMatchObject({ isComplete: true, entries: [told[1]] });
    clock.elapsed += 1;
    publish(1);
    expect(told).toHaveLength(2);
    clock.time += 1;
    await log.follow('game');
    expect(await log.replay('game', lastId)).toMatchObject({ isComplete: false, entries: [] });
  });

  it('lets go of logs that nobody comes back to', async () => {
    await log.follow('game');
    log.unfollow('game');
    clock.elapsed += streamFigures.retainMs + 1;
    await log.refresh();
    expect(log.lastId('game')).toBeNull();
  });

  it("forgets a player's events and says how many there were", async () => {
    await log.follow('game');
    publish(2, 'mira');
    publish(3, 'lin');
    expect(log.forget('mira')).toBe(2);
    const { entries } = await log.replay('game', '1-0');
    expect(entries.map(({ playerId }) => playerId)).toEqual(['lin', 'lin', 'lin']);
  });
});
