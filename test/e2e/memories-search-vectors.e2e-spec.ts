import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ExactVectorStore } from '../../src/memories/exact-vector-store.js';
import { ForgettingService } from '../../src/memories/forgetting.service.js';
import { MAX_ROWS, MemoryVectorRepository } from '../../src/memories/memory-vector.repository.js';
import { VECTOR_STORE, type VectorStore } from '../../src/memories/vector-store.port.js';
import { LocalEmbedder } from '../../src/providers/embedding/local-embedder.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { CleanUp } from '../support/clean-up.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const THINGS = ['dragon', 'castle', 'lantern', 'harbour', 'violin', 'compass', 'orchard', 'glacier'];

const cleanUp = new CleanUp();
let first: TestApp;
let second: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  clock = new FixedClock(START);
  first = cleanUp.after(await startApp({ clock }), (made) => made.close());
  second = cleanUp.after(await startApp({ clock, databaseUrl: first.databaseUrl }), (made) => made.close());
  game = await first.createGame();
});

afterAll(() => cleanUp.run());

type Step =
  | { readonly does: 'remember' | 'rewrite' | 'weigh' | 'remove'; readonly what: number; readonly elsewhere: boolean }
  | { readonly does: 'removeWeak' | 'forget' | 'happen'; readonly what: number; readonly elsewhere: boolean };

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(
    'remember',
    'remember',
    'remember',
    'rewrite',
    'weigh',
    'remove',
    'removeWeak',
    'forget',
    'happen',
  ),
  what: fc.nat({ max: 10_000 }),
  elsewhere: fc.boolean(),
});

/** Does one thing to a player's memories, in one of the two instances. */
async function take({ does, what, elsewhere }: Step, playerId: string): Promise<void> {
  const app = elsewhere ? second : first;
  const as = app.as(game.apiKey);
  const { body: list } = await as.get(`/players/${playerId}/memories`).expect(200);
  const memory = list.items[what % Math.max(list.items.length, 1)]?.id as string | undefined;
  const thing = `${THINGS[what % THINGS.length]} beyond the ${THINGS[(what >> 3) % THINGS.length]} of ${what}`;
  if (does === 'remember') {
    const expiresAt = what % 4 === 0 ? new Date(clock.time.getTime() + 60_000).toISOString() : null;
    const body = { type: 'combat', content: `Saw the ${thing}`, importance: (what % 10) / 10, expiresAt };
    await as.post(`/players/${playerId}/memories`).send(body);
  } else if (does === 'happen') {
    const body = { playerId, type: 'player.bosskill', data: { enemy: thing, isFirstTime: true } };
    await as.post('/events').send(body).expect(201);
  } else if (does === 'removeWeak') {
    await as.delete(`/players/${playerId}/memories`).query({ maxImportance: 0.3 }).expect(200);
  } else if (does === 'forget') {
    clock.time = new Date(clock.time.getTime() + 120_000);
    await app.nest.get(ForgettingService).run();
  } else if (memory !== undefined) {
    if (does === 'remove') await as.delete(`/memories/${memory}`).expect(204);
    else
      await as
        .patch(`/memories/${memory}`)
        .send(does === 'weigh' ? { importance: 0.9 } : { content: `Lost the ${thing}` });
  }
}

/** A question, what the first instance keeps, and what the database has. */
async function stores() {
  const [vector] = await new LocalEmbedder().embed([THINGS.join(' ')]);
  const kept = first.nest.get<VectorStore>(VECTOR_STORE);
  return { vector: vector!, kept, repository: first.nest.get(MemoryVectorRepository) };
}

describe('the vectors kept in a process', () => {
  it('are those in the database after any sequence of changes, by this instance and by another', async () => {
    const { vector, kept, repository } = await stores();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const { id: playerId } = await first.createPlayer(game);
        for (const one of steps) {
          await take(one, playerId);
          const { version, digest } = (await repository.index(playerId, null))!;
          const query = { playerId, version, model: new LocalEmbedder().model, vector, limit: 100 };
          const fresh = await new ExactVectorStore(repository).nearest(query);
          expect(fresh).toHaveLength(digest.count);
          expect(new Set(await kept.nearest(query))).toEqual(new Set(fresh));
        }
      }),
      { numRuns: 8 },
    );
  }, 60_000);

  it('are the same when they are read in pages, for a player with very many', async () => {
    const { id: playerId } = await first.createPlayer(game);
    const { vector, kept, repository } = await stores();
    const compare = async () => {
      const { version, digest } = (await repository.index(playerId, null))!;
      const query = { playerId, version, model: new LocalEmbedder().model, vector, limit: 2000 };
      const fresh = await new ExactVectorStore(repository).nearest(query);
      expect(fresh).toHaveLength(digest.count);
      expect(new Set(await kept.nearest(query))).toEqual(new Set(fresh));
    };
    for (let start = 0; start < MAX_ROWS + 100; start += 100) {
      const memories = Array.from({ length: 100 }, (_, i) => ({
        type: 'combat',
        content: `Saw the ${THINGS[i % THINGS.length]} of ${start + i} and the ${THINGS[(i >> 3) % THINGS.length]}`,
      }));
      await second.as(game.apiKey).post(`/players/${playerId}/memories/batch`).send({ memories }).expect(200);
      if (start === 0) await compare();
    }
    await compare();
  }, 60_000);
});
