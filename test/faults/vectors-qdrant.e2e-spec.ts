import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { VectorMaintenanceService } from '../../src/memories/vector-maintenance.service.js';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { THINGS, VectorWorld } from '../support/vector-world.js';

let world: VectorWorld;

beforeAll(async () => {
  world = await VectorWorld.begin();
}, 30_000);

afterAll(() => world?.end(), 30_000);

afterEach(() => world.mend(), 30_000);

describe('the collection', () => {
  it('is made at the start: cosine, the size of the vectors, a graph for each player, indexes for what is filtered', async () => {
    const made = async () => world.collection()?.indexes.size;
    expect(await eventually(made, 5)).toBe(5);
    expect(world.collection().config).toMatchObject({
      vectors: { size: 512, distance: 'Cosine', on_disk: true },
      hnsw_config: { m: 0, payload_m: 16 },
    });
    expect(world.collection().indexes.get('playerId')).toEqual({ type: 'keyword', is_tenant: true });
    expect([...world.collection().indexes.keys()].toSorted()).toEqual([
      'createdAt',
      'importance',
      'model',
      'playerId',
      'type',
    ]);
  }, 30_000);
});

describe('what is written', () => {
  it('is found at once, before Qdrant has it, and by Qdrant afterwards', async () => {
    const id = await world.newPlayer();
    // A slip of the pen: no word is the same, and only a vector can tell what was meant.
    await world.remember(id, 'dragonslayers of the northern keep');
    expect((await world.places(id)).there).toEqual([]);
    expect(await world.found(id, 'dragonslayrs')).toEqual(['dragonslayers of the northern keep']);
    await world.work();
    await world.expectInLine(id, 1);
    expect(await world.found(id, 'dragonslayrs')).toEqual(['dragonslayers of the northern keep']);
  }, 30_000);

  it('follows by every way of writing: one, many, an event, a batch of events, a change, a removal', async () => {
    const id = await world.newPlayer();
    const one = await world.remember(id, 'We hid the key under the third stone of the bridge.');
    const memories = THINGS.map((thing) => ({ type: 'quest', content: `Saw the old ${thing} by the sea` }));
    await world.as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    await world
      .as()
      .post('/events')
      .send({ playerId: id, type: 'player.bosskill', data: { enemy: 'Vorkath', isFirstTime: true } })
      .expect(201);
    const events = [{ playerId: id, type: 'player.lootlegendary', data: { item: 'Moonblade', isFirstTime: true } }];
    await world.as().post('/events/batch').send({ events }).expect(200);
    await world.work();
    await world.expectInLine(id, 13);

    await world.as().patch(`/memories/${one}`).send({ importance: 0.95, content: 'The key is gone.' }).expect(200);
    await world.as().delete(`/players/${id}/memories`).query({ maxImportance: 0.55 }).expect(200);
    await world.work();
    const { here } = await world.places(id);
    expect(here).toContain(one);
    await world.expectInLine(id, here.length);
    expect(here.length).toBeLessThan(13);
    expect(world.collection().points.get(one)?.payload).toMatchObject({ importance: 0.95, playerId: id });

    await world.as().delete(`/memories/${one}`).expect(204);
    await world.work();
    expect((await world.places(id)).there).not.toContain(one);
  }, 30_000);

  it('is worked off by two instances, each row by one of them', async () => {
    const other = await startApp({ env: { QDRANT_URL: world.qdrant.url }, databaseUrl: world.app.databaseUrl });
    try {
      const id = await world.newPlayer();
      for (let first = 0; first < 500; first += 100) {
        const memories = Array.from({ length: 100 }, (_, i) => {
          const n = first + i;
          return {
            type: `kind-${n % 7}`,
            content: `${THINGS[n % 10]} ${n} near ${THINGS[(n * 7 + 3) % 10]} ${n * 31}`,
          };
        });
        await world.as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
      }
      const before = world.qdrant.requests.length;
      const done = await Promise.all([world.worker.drain(), other.nest.get(OutboxWorker).drain()]);
      expect(done[0] + done[1]).toBe(500);
      await world.expectInLine(id, 500);
      const upserts = world.qdrant.requests
        .slice(before)
        .filter(({ method, path }) => method === 'PUT' && path === '/points');
      const ids = upserts.flatMap(({ body }) => (body.points as { id: string }[]).map((point) => point.id));
      expect(new Set(ids).size).toBe(ids.length);
    } finally {
      await other.close();
    }
  }, 30_000);
});

describe('a search', () => {
  it('asks Qdrant for one player only, each time, and passes its filters on', async () => {
    const id = await world.newPlayer();
    const other = await world.newPlayer();
    await world.remember(id, 'the lantern of the harbour', { importance: 0.9 });
    await world.remember(id, 'the lantern of the glacier', { importance: 0.2 });
    await world.remember(other, 'the lantern of the orchard');
    await world.work();
    const before = world.qdrant.requests.length;
    expect(await world.found(id, 'lantern', { minImportance: 0.5, types: ['quest'] })).toEqual([
      'the lantern of the harbour',
    ]);
    expect((await world.found(id, 'lantern')).toSorted()).toEqual([
      'the lantern of the glacier',
      'the lantern of the harbour',
    ]);
    const queries = world.qdrant.requests.slice(before).filter(({ path }) => path === '/points/query');
    expect(queries).toHaveLength(2);
    for (const { body } of world.qdrant.requests.filter(({ path }) => path === '/points/query')) {
      expect(body.filter?.must[0]?.key).toBe('playerId');
    }
    for (const { body } of queries) expect(body.filter?.must[0]?.match?.value).toBe(id);
  }, 30_000);

  it('passes over what others keep in the collection, and so does what sets it in order', async () => {
    const id = await world.newPlayer();
    const ours = await world.remember(id, 'the oboe of the heron');
    await world.work();
    const { points } = world.collection();
    const { vector, payload } = points.get(ours)!;
    for (const foreign of ['5', 'not-a-uuid']) points.set(foreign, { id: foreign, vector, payload });
    expect(await world.found(id, 'oboe')).toEqual(['the oboe of the heron']);
    expect(await world.app.nest.get(VectorMaintenanceService).reconcile()).toMatchObject({ leftOver: 0 });
    expect([...points.keys()]).toEqual(expect.arrayContaining([ours, '5', 'not-a-uuid']));
    for (const foreign of ['5', 'not-a-uuid']) points.delete(foreign);
  }, 30_000);

  it('waits for a slow Qdrant no longer than a second, and writes wait not at all', async () => {
    const id = await world.newPlayer();
    await world.remember(id, 'the violin of the raven');
    await world.work();
    world.qdrant.mode = 'slow';
    const before = world.qdrant.requests.length;
    await world.remember(id, 'the violin of the anvil');
    await world
      .as()
      .post('/events')
      .send({ playerId: id, type: 'player.bosskill', data: { isFirstTime: true } })
      .expect(201);
    // Nobody asked Qdrant for anything: its answers take two seconds.
    expect(world.qdrant.requests.length).toBe(before);
    const answers = await world.found(id, 'violin');
    expect(answers).toEqual(expect.arrayContaining(['the violin of the anvil', 'the violin of the raven']));
    // The search was answered before Qdrant had answered.
    expect(world.qdrant.requests.length).toBe(before);
    const { body } = await world.app.http.get('/health/ready').expect(200);
    expect(body).toMatchObject({ status: 'degraded', dependencies: { vectors: { status: 'down' } } });
  }, 20_000);

  it('opens its circuit when Qdrant keeps failing, and closes it when it is back', async () => {
    const id = await world.newPlayer();
    await world.remember(id, 'the compass of the castle');
    await world.work();
    world.qdrant.mode = 500;
    for (let i = 0; i < 40; i += 1) expect(await world.found(id, 'compass')).toEqual(['the compass of the castle']);
    const { body: metrics } = { body: (await world.app.as().get('/metrics').expect(200)).text };
    expect(metrics).toMatch(/agl_vector_search_duration_seconds_count\{outcome="circuit_open"\} [1-9]/);
    world.qdrant.mode = 'up';
    const asked = async () => {
      const before = world.qdrant.requests.length;
      await world.found(id, 'compass');
      return world.qdrant.requests.slice(before).some(({ path }) => path === '/points/query');
    };
    expect(await eventually(asked, true, 15_000)).toBe(true);
  }, 30_000);
});
