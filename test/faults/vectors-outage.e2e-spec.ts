import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { THINGS, VectorWorld } from '../support/vector-world.js';

let world: VectorWorld;

beforeAll(async () => {
  world = await VectorWorld.begin();
}, 30_000);

afterAll(() => world?.end(), 30_000);

afterEach(() => world.mend(), 30_000);

describe('Qdrant stopped for a while under writes', () => {
  it('loses nothing: all vectors are there afterwards, deletes are gone, and searches were answered meanwhile', async () => {
    const id = await world.newPlayer();
    const kept = await world.remember(id, 'the dragon slept below the castle');
    const doomed = await world.remember(id, 'the raven stole the compass');
    await world.work();
    await world.expectInLine(id, 2);

    world.qdrant.mode = 'gone';
    for (const [i, thing] of THINGS.entries()) {
      await world.remember(id, `number ${i}: the ${thing} was seen in the valley`);
      if (i === 4) await world.worker.drain();
    }
    await world.as().delete(`/memories/${doomed}`).expect(204);
    await world.as().patch(`/memories/${kept}`).send({ content: 'the dragon left the castle for good' }).expect(200);
    await world.worker.drain();
    // Answered by words, and by the vectors in PostgreSQL.
    expect(await world.found(id, 'violin valley')).toContain('number 4: the violin was seen in the valley');
    expect(await world.found(id, 'compass')).not.toContain('the raven stole the compass');
    expect(await world.count('memory_outbox WHERE player_id = $1', [id])).toBeGreaterThan(0);
    expect(await world.count('memory_outbox WHERE dead_at IS NOT NULL')).toBe(0);
    const { body } = await world.app.http.get('/health/ready').expect(200);
    expect(body.dependencies.vectors.detail).toMatch(/wait/);

    world.qdrant.mode = 'up';
    await world.work();
    await world.expectInLine(id, THINGS.length + 1);
    expect(world.collection().points.has(doomed)).toBe(false);
    expect(await world.found(id, 'dragon castle')).toContain('the dragon left the castle for good');
  }, 30_000);

  it('is asked again by itself, without anybody working it off', async () => {
    const own = await startApp({
      env: { QDRANT_URL: world.qdrant.url, QDRANT_COLLECTION: 'own', SCHEDULER_ENABLED: 'true' },
    });
    try {
      const theirs = await own.createGame();
      const { id } = await own.createPlayer(theirs);
      world.qdrant.mode = 'gone';
      const body = { type: 'quest', content: 'the orchard behind the glacier' };
      await own.as(theirs.apiKey).post(`/players/${id}/memories`).send(body).expect(201);
      world.qdrant.mode = 'up';
      expect(await eventually(async () => world.qdrant.collections.get('own')?.points.size, 1, 15_000)).toBe(1);
    } finally {
      await own.close();
    }
  }, 30_000);

  it('has what was written last when the process is stopped', async () => {
    const env = { QDRANT_URL: world.qdrant.url, QDRANT_COLLECTION: 'stopped', SCHEDULER_ENABLED: 'true' };
    const own = await startApp({ env, databaseUrl: world.app.databaseUrl });
    const id = await world.newPlayer();
    for (const thing of THINGS) {
      const body = { type: 'quest', content: `the last ${thing}` };
      await own.as(world.game.apiKey).post(`/players/${id}/memories`).send(body).expect(201);
    }
    await own.close();
    expect(await world.count('memory_outbox WHERE player_id = $1', [id])).toBe(0);
    const points = [...world.qdrant.collections.get('stopped')!.points.values()];
    expect(points.filter(({ payload }) => payload['playerId'] === id)).toHaveLength(THINGS.length);
  }, 30_000);

  it('erases a player from it as soon as it is back, and says so', async () => {
    const id = await world.newPlayer();
    const bystander = await world.newPlayer();
    for (const player of [id, bystander]) {
      await world.remember(player, 'the anvil rang at midnight');
      await world.remember(player, 'the harbour froze over');
    }
    await world.work();
    world.qdrant.mode = 'gone';
    const { body } = await world.as().delete(`/players/${id}`).expect(200);
    expect(body.erased).toMatchObject({ memories: 2, vectors: 2, indexedVectors: null });
    await world.worker.drain();
    world.qdrant.mode = 'up';
    expect((await world.places(id)).there).toHaveLength(2);
    await world.work();
    expect(await world.places(id)).toEqual({ here: [], there: [] });
    await world.expectInLine(bystander, 2);
    expect(await world.count('memory_outbox WHERE player_id = $1', [id])).toBe(0);

    const at = await world.as().delete(`/players/${bystander}`).expect(200);
    expect(at.body.erased).toMatchObject({ vectors: 2, indexedVectors: 2 });
    expect((await world.places(bystander)).there).toEqual([]);
  }, 30_000);
});

describe('Qdrant that comes and goes under writes from all sides', () => {
  it('ends in line, with two instances at work and memories that change and go all the while', async () => {
    const { app, qdrant, game } = world;
    const other = await startApp({ env: { QDRANT_URL: qdrant.url }, databaseUrl: app.databaseUrl });
    try {
      const id = await world.newPlayer();
      const random = seededRandom('comes and goes');
      const pick = (most: number): number => Math.floor(random() * most);
      const ids: string[] = [];
      const act = async (n: number): Promise<void> => {
        const as = (random() < 0.5 ? app : other).as(game.apiKey);
        const memory = ids[pick(ids.length)];
        const content = `the ${THINGS[pick(10)]} of ${n} and the ${THINGS[pick(10)]} ${n * 7}`;
        const kind = random();
        if (kind < 0.55 || memory === undefined) {
          const answer = await as.post(`/players/${id}/memories`).send({ type: `kind-${n % 5}`, content });
          if (answer.status === 201) ids.push(answer.body.id as string);
        } else if (kind < 0.75) await as.patch(`/memories/${memory}`).send({ content, importance: pick(10) / 10 });
        else await as.delete(`/memories/${memory}`);
      };
      const drain = (instance: typeof app) => instance.nest.get(OutboxWorker).drain();
      for (let n = 0; n < 200; n += 5) {
        qdrant.mode = (['up', 'up', 'gone', 500] as const)[pick(4)]!;
        await Promise.all([...Array.from({ length: 5 }, (_, i) => act(n + i)), drain(app), drain(other)]);
      }
      qdrant.mode = 'up';
      await world.work();
      const { here } = await world.places(id);
      expect(here.length).toBeGreaterThan(20);
      await world.expectInLine(id, here.length);
      // Not the ids alone: every point is as its memory is now.
      const counts = await world.maintenance.reconcile();
      expect(counts).toMatchObject({ missing: 0, stale: 0, leftOver: 0, unembedded: 0 });
    } finally {
      await other.close();
    }
  }, 60_000);
});

/** Numbers from 0 to less than 1 that are the same in every run. */
function seededRandom(seed: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

describe('rebuilding and reconciling', () => {
  const QUESTIONS = ['dragon', 'castles by the sea', 'old lanterns', 'harbours', 'compasses', 'glacial ravens'];

  it('gives the same recall from an empty collection', async () => {
    const id = await world.newPlayer();
    // Each has other words than any other, so that no two answer a question equally well.
    const memories = Array.from({ length: 60 }, (_, i) => ({
      type: `kind-${i % 4}`,
      content: Array.from({ length: 2 + Math.floor(i / 10) }, (_word, n) => THINGS[(i + n * 3) % 10]).join(' and the '),
    }));
    await world.as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    await world.work();
    const recalled = async () => Promise.all(QUESTIONS.map((question) => world.found(id, question)));
    const before = await recalled();
    const points = new Map(world.collection().points);

    const counts = await world.maintenance.rebuild();
    expect(counts).toMatchObject({ missing: points.size, unembedded: 0, leftOver: 0, failed: 0 });
    expect(new Map([...world.collection().points].toSorted())).toEqual(new Map([...points].toSorted()));
    expect(await recalled()).toEqual(before);
  }, 30_000);

  it('mends what is missing there, what is left over there, and what is old there', async () => {
    const id = await world.newPlayer();
    const ids = [];
    for (const thing of THINGS.slice(0, 4)) ids.push(await world.remember(id, `the ${thing} at dawn`));
    await world.work();
    const [missing, stale] = ids as [string, string];
    world.collection().points.delete(missing);
    const old = world.collection().points.get(stale)!;
    world.collection().points.set(stale, { ...old, payload: { ...old.payload, importance: 0.01 } });
    const ghost = '00000000-0000-7000-8000-000000000001';
    world.collection().points.set(ghost, { ...old, id: ghost });

    const counts = await world.maintenance.reconcile();
    expect(counts).toMatchObject({ missing: 1, stale: 1, leftOver: 1, failed: 0, unembedded: 0 });
    await world.expectInLine(id, 4);
    expect(world.collection().points.get(stale)).toEqual(old);
    expect(await world.maintenance.reconcile()).toMatchObject({
      missing: 0,
      stale: 0,
      leftOver: 0,
    });
  }, 30_000);

  it('fills a collection that is new with what was remembered before', async () => {
    const id = await world.newPlayer();
    await world.remember(id, 'the glacier sang');
    await world.work();
    const env = { QDRANT_URL: world.qdrant.url, QDRANT_COLLECTION: 'second', SCHEDULER_ENABLED: 'true' };
    const second = await startApp({ env, databaseUrl: world.app.databaseUrl });
    try {
      const memories = await world.count('memories');
      expect(await eventually(async () => world.qdrant.collections.get('second')?.points.size, memories)).toBe(
        memories,
      );
    } finally {
      await second.close();
    }
  }, 30_000);
});

describe('what Qdrant refuses', () => {
  it('is given up after some attempts, shown, and tried again by the next reconciliation', async () => {
    const id = await world.newPlayer();
    const memory = await world.remember(id, 'the castle on the cloud');
    world.qdrant.mode = 422;
    for (let i = 0; i < 3; i += 1) await world.work();
    expect(await world.count('memory_outbox WHERE dead_at IS NOT NULL')).toBe(1);
    const { text } = await world.app.as().get('/metrics').expect(200);
    expect(text).toContain('agl_memory_outbox{state="given_up"} 1');
    // It is found all the same.
    world.qdrant.mode = 'up';
    expect(await world.found(id, 'castle')).toEqual(['the castle on the cloud']);
    const counts = await world.maintenance.reconcile();
    expect(counts).toMatchObject({ revived: 1, missing: 1 });
    expect(world.collection().points.has(memory)).toBe(true);
    await world.work();
    expect(await world.count('memory_outbox')).toBe(0);
  }, 30_000);
});
