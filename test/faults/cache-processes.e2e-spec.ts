import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CleanUp } from '../support/clean-up.js';
import { createDatabase } from '../support/databases.js';
import { CacheProcess, compileCache, heardEachOther } from './cache-processes.js';
import { RedisServer, TcpGate } from './cache-redis-server.js';
import { RowSource } from './cache-row-source.js';

/** Two instances as two servers are: processes of their own on one Redis, before one PostgreSQL. */

const TRIALS = 100_000;
const AT_ONCE = 250;
/** Batches between two looks at what was left behind. */
const BATCHES_A_LOOK = 16;
/** Change it to see other races; a failure names it. */
const SEED = 20_261_124;
const MISSED_KEYS = 10;
const WATCHED = 400;
const WATCHED_AT_ONCE = 50;
/** Waiting for a processor only lengthens what is measured, so on a busy machine the best of some rounds is judged. */
const WATCH_ROUNDS = 5;
const GOAL_MS = 50;
const WITHOUT_BUS = 50;

const cleanUp = new CleanUp();
let gate: TcpGate;
let source: RowSource;
let instances: [CacheProcess, CacheProcess];
/** The first row that no test has used. */
let nextRow = 0;

function takeRows(count: number): number {
  nextRow += count;
  return nextRow - count;
}

beforeAll(async () => {
  cleanUp.after(await compileCache(), (remove) => remove());
  const server = cleanUp.after(await RedisServer.create(), (made) => made.remove());
  gate = cleanUp.after(await TcpGate.before(server.port), (made) => made.remove());
  const database = cleanUp.after(await createDatabase(), (made) => made.drop());
  source = cleanUp.after(new RowSource(database.url), (made) => made.close());
  await source.create(TRIALS + MISSED_KEYS + WATCH_ROUNDS * WATCHED + WITHOUT_BUS);
  const start = async (redisUrl: string, number: number) =>
    cleanUp.after(await CacheProcess.start(redisUrl, database.url, number), (made) => made.end());
  instances = [await start(server.url, 0), await start(gate.url, 1)];
  await heardEachOther(...instances, 'start');
}, 60_000);

afterAll(() => cleanUp.run());

describe('1,000 misses of one key at once over two processes', () => {
  it('read the source exactly once', async () => {
    const first = takeRows(MISSED_KEYS);
    for (let row = first; row < first + MISSED_KEYS; row += 1) {
      const before = await source.countedReads();
      const values = await Promise.all(instances.map((instance) => instance.tell({ do: 'miss', row, readers: 500 })));
      expect(values).toEqual([[0], [0]]);
      expect((await source.countedReads()) - before).toBe(1);
    }
  });
});

describe(`${TRIALS} races of readers and writers over two processes (seed ${SEED})`, () => {
  it('leave no stale value behind, in no tier', async () => {
    const [a, b] = instances;
    const complaints: string[] = [];
    const both = async (command: Parameters<CacheProcess['tell']>[0]): Promise<void> => {
      for (const found of await Promise.all(instances.map((instance) => instance.tell<string[]>(command)))) {
        complaints.push(...found);
      }
    };
    const rows = AT_ONCE * BATCHES_A_LOOK;
    for (let looks = 0; looks < TRIALS / rows; looks += 1) {
      const first = takeRows(rows);
      for (let batch = 0; batch < BATCHES_A_LOOK; batch += 1) {
        await both({ do: 'race', seed: SEED, first: first + batch * AT_ONCE, rows: AT_ONCE });
      }
      await heardEachOther(a, b, `look-${looks}`);
      await both({ do: 'compare', first, rows });
    }
    expect(complaints).toEqual([]);
    // The trials mean something only if values really came from everywhere.
    for (const { answers, redis } of await Promise.all(instances.map((instance) => instance.state()))) {
      expect(redis).toBe('up');
      expect(Math.min(answers.memory ?? 0, answers.redis ?? 0, answers.load ?? 0)).toBeGreaterThan(TRIALS / 100);
    }
  }, 300_000);
});

/** Milliseconds for which b served each row's old value after a had committed the new one, in ascending order. */
async function staleness(first: number, rows: number): Promise<number[]> {
  const [a, b] = instances;
  const watched = b.tell<number[]>({ do: 'watch', first, rows });
  const committed = await a.tell<number[]>({ do: 'write', first, rows });
  const lastOld = await watched;
  return lastOld.map((at, i) => Math.max(0, at - (committed[i] ?? 0))).toSorted((x, y) => x - y);
}

describe('what one process wrote', () => {
  it('is seen by the other within 50 ms at the 99th percentile', async () => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < WATCH_ROUNDS && best >= GOAL_MS; round += 1) {
      const samples: number[] = [];
      for (let done = 0; done < WATCHED; done += WATCHED_AT_ONCE) {
        const first = takeRows(WATCHED_AT_ONCE);
        for (const instance of instances) await instance.tell({ do: 'warm', first, rows: WATCHED_AT_ONCE });
        samples.push(...(await staleness(first, WATCHED_AT_ONCE)));
      }
      samples.sort((x, y) => x - y);
      best = Math.min(best, samples[Math.floor(0.99 * WATCHED)] ?? Number.POSITIVE_INFINITY);
    }
    expect(best).toBeLessThan(GOAL_MS);
  }, 120_000);

  it('is seen within two seconds when the bus carries nothing any more', async () => {
    const first = takeRows(WITHOUT_BUS);
    for (const instance of instances) await instance.tell({ do: 'warm', first, rows: WITHOUT_BUS });
    gate.stallSubscribers();
    const samples = await staleness(first, WITHOUT_BUS);
    expect((await instances[1].state()).redis).toBe('up');
    // It did lose the bus, and still was in time.
    expect(samples.at(-1)).toBeGreaterThan(100);
    expect(samples.at(-1)).toBeLessThanOrEqual(2_000);
  }, 30_000);
});
