import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { VectorMaintenanceService } from '../../src/memories/vector-maintenance.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { startFakeQdrant, type FakeCollection, type FakeQdrant } from '../support/fake-qdrant.js';

const COLLECTION = 'agl_memories';
const THINGS = ['dragon', 'castle', 'lantern', 'harbour', 'violin', 'compass', 'orchard', 'glacier', 'anvil', 'raven'];

let qdrant: FakeQdrant;
let app: TestApp;
let database: Client;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  qdrant = await startFakeQdrant();
  app = await startApp({ env: { QDRANT_URL: qdrant.url } });
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
  game = await app.createGame();
});

afterAll(async () => {
  await database?.end();
  await app?.close();
  await qdrant?.close();
});

beforeEach(() => {
  qdrant.mode = 'up';
});

/** Each test leaves the outbox and the collection in line, whatever it did to them. */
afterEach(async () => {
  qdrant.mode = 'up';
  await work();
  await app.nest.get(VectorMaintenanceService).reconcile();
});

const as = () => app.as(game.apiKey);
const worker = () => app.nest.get(OutboxWorker);
const collection = (): FakeCollection => qdrant.collections.get(COLLECTION)!;

/** Does all that is due, and what waits for its next attempt as well. */
async function work(): Promise<void> {
  await database.query(`UPDATE memory_outbox SET available_at = 'epoch'`);
  await worker().drain();
}

async function count(sql: string, params: unknown[] = []): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, params);
  return rows[0]?.count ?? -1;
}

async function remember(playerId: string, content: string, more: object = {}): Promise<string> {
  const body = { type: 'quest', content, ...more };
  const answer = await as().post(`/players/${playerId}/memories`).send(body).expect(201);
  return answer.body.id as string;
}

async function found(playerId: string, query: string, more: object = {}): Promise<string[]> {
  const body = { query, limit: 20, mode: 'exact', ...more };
  const answer = await as().post(`/players/${playerId}/memories/search`).send(body).expect(200);
  return (answer.body.items as { memory: { content: string } }[]).map(({ memory }) => memory.content);
}

/** The ids of a player's memories here and there. */
async function places(playerId: string): Promise<{ here: string[]; there: string[] }> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM memories WHERE player_id = $1', [playerId]);
  const points = [...collection().points.values()].filter(({ payload }) => payload['playerId'] === playerId);
  return { here: rows.map(({ id }) => id).toSorted(), there: points.map(({ id }) => id).toSorted() };
}

async function expectInLine(playerId: string, size: number): Promise<void> {
  const { here, there } = await places(playerId);
  expect(here).toHaveLength(size);
  expect(there).toEqual(here);
  expect(await count('memory_outbox WHERE player_id = $1', [playerId])).toBe(0);
}

describe('the collection', () => {
  it('is made at the start: cosine, the size of the vectors, a graph for each player, indexes for what is filtered', async () => {
    const made = async () => collection()?.indexes.size;
    expect(await eventually(made, 5)).toBe(5);
    expect(collection().config).toMatchObject({
      vectors: { size: 512, distance: 'Cosine', on_disk: true },
      hnsw_config: { m: 0, payload_m: 16 },
    });
    expect(collection().indexes.get('playerId')).toEqual({ type: 'keyword', is_tenant: true });
    expect([...collection().indexes.keys()].toSorted()).toEqual([
      'createdAt',
      'importance',
      'model',
      'playerId',
      'type',
    ]);
  });
});

describe('what is written', () => {
  it('is found at once, before Qdrant has it, and by Qdrant afterwards', async () => {
    const { id } = await app.createPlayer(game);
    // A slip of the pen: no word is the same, and only a vector can tell what was meant.
    await remember(id, 'dragonslayers of the northern keep');
    expect((await places(id)).there).toEqual([]);
    expect(await found(id, 'dragonslayrs')).toEqual(['dragonslayers of the northern keep']);
    await work();
    await expectInLine(id, 1);
    expect(await found(id, 'dragonslayrs')).toEqual(['dragonslayers of the northern keep']);
  });

  it('follows by every way of writing: one, many, an event, a batch of events, a change, a removal', async () => {
    const { id } = await app.createPlayer(game);
    const one = await remember(id, 'We hid the key under the third stone of the bridge.');
    const memories = THINGS.map((thing) => ({ type: 'quest', content: `Saw the old ${thing} by the sea` }));
    await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    await as()
      .post('/events')
      .send({ playerId: id, type: 'player.bosskill', data: { enemy: 'Vorkath', isFirstTime: true } })
      .expect(201);
    const events = [{ playerId: id, type: 'player.lootlegendary', data: { item: 'Moonblade', isFirstTime: true } }];
    await as().post('/events/batch').send({ events }).expect(200);
    await work();
    await expectInLine(id, 13);

    await as().patch(`/memories/${one}`).send({ importance: 0.95, content: 'The key is gone.' }).expect(200);
    await as().delete(`/players/${id}/memories`).query({ maxImportance: 0.55 }).expect(200);
    await work();
    const { here } = await places(id);
    expect(here).toContain(one);
    await expectInLine(id, here.length);
    expect(here.length).toBeLessThan(13);
    expect(collection().points.get(one)?.payload).toMatchObject({ importance: 0.95, playerId: id });

    await as().delete(`/memories/${one}`).expect(204);
    await work();
    expect((await places(id)).there).not.toContain(one);
  });

  it('is worked off by two instances, each row by one of them', async () => {
    const other = await startApp({ env: { QDRANT_URL: qdrant.url }, databaseUrl: app.databaseUrl });
    try {
      const { id } = await app.createPlayer(game);
      for (let first = 0; first < 500; first += 100) {
        const memories = Array.from({ length: 100 }, (_, i) => {
          const n = first + i;
          return {
            type: `kind-${n % 7}`,
            content: `${THINGS[n % 10]} ${n} near ${THINGS[(n * 7 + 3) % 10]} ${n * 31}`,
          };
        });
        await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
      }
      const before = qdrant.requests.length;
      const done = await Promise.all([worker().drain(), other.nest.get(OutboxWorker).drain()]);
      expect(done[0] + done[1]).toBe(500);
      await expectInLine(id, 500);
      const upserts = qdrant.requests
        .slice(before)
        .filter(({ method, path }) => method === 'PUT' && path === '/points');
      const ids = upserts.flatMap(({ body }) => (body.points as { id: string }[]).map((point) => point.id));
      expect(new Set(ids).size).toBe(ids.length);
    } finally {
      await other.close();
    }
  });
});

describe('a search', () => {
  it('asks Qdrant for one player only, each time, and passes its filters on', async () => {
    const { id } = await app.createPlayer(game);
    const { id: other } = await app.createPlayer(game);
    await remember(id, 'the lantern of the harbour', { importance: 0.9 });
    await remember(id, 'the lantern of the glacier', { importance: 0.2 });
    await remember(other, 'the lantern of the orchard');
    await work();
    const before = qdrant.requests.length;
    expect(await found(id, 'lantern', { minImportance: 0.5, types: ['quest'] })).toEqual([
      'the lantern of the harbour',
    ]);
    expect((await found(id, 'lantern')).toSorted()).toEqual([
      'the lantern of the glacier',
      'the lantern of the harbour',
    ]);
    const queries = qdrant.requests.slice(before).filter(({ path }) => path === '/points/query');
    expect(queries).toHaveLength(2);
    for (const { body } of qdrant.requests.filter(({ path }) => path === '/points/query')) {
      expect(body.filter?.must[0]?.key).toBe('playerId');
    }
    for (const { body } of queries) expect(body.filter?.must[0]?.match?.value).toBe(id);
  });

  it('waits for a slow Qdrant no longer than a second, and writes wait not at all', async () => {
    const { id } = await app.createPlayer(game);
    await remember(id, 'the violin of the raven');
    await work();
    qdrant.mode = 'slow';
    const before = qdrant.requests.length;
    await remember(id, 'the violin of the anvil');
    await as()
      .post('/events')
      .send({ playerId: id, type: 'player.bosskill', data: { isFirstTime: true } })
      .expect(201);
    // Nobody asked Qdrant for anything: its answers take two seconds.
    expect(qdrant.requests.length).toBe(before);
    const answers = await found(id, 'violin');
    expect(answers).toEqual(expect.arrayContaining(['the violin of the anvil', 'the violin of the raven']));
    // The search was answered before Qdrant had answered.
    expect(qdrant.requests.length).toBe(before);
    const { body } = await app.http.get('/health/ready').expect(200);
    expect(body).toMatchObject({ status: 'degraded', dependencies: { vectors: { status: 'down' } } });
  }, 20_000);

  it('opens its circuit when Qdrant keeps failing, and closes it when it is back', async () => {
    const { id } = await app.createPlayer(game);
    await remember(id, 'the compass of the castle');
    await work();
    qdrant.mode = 500;
    for (let i = 0; i < 40; i += 1) expect(await found(id, 'compass')).toEqual(['the compass of the castle']);
    const { body: metrics } = { body: (await app.as().get('/metrics').expect(200)).text };
    expect(metrics).toMatch(/agl_vector_search_duration_seconds_count\{outcome="circuit_open"\} [1-9]/);
    qdrant.mode = 'up';
    const asked = async () => {
      const before = qdrant.requests.length;
      await found(id, 'compass');
      return qdrant.requests.slice(before).some(({ path }) => path === '/points/query');
    };
    expect(await eventually(asked, true, 15_000)).toBe(true);
  }, 30_000);
});

describe('Qdrant stopped for a while under writes', () => {
  it('loses nothing: all vectors are there afterwards, deletes are gone, and searches were answered meanwhile', async () => {
    const { id } = await app.createPlayer(game);
    const kept = await remember(id, 'the dragon slept below the castle');
    const doomed = await remember(id, 'the raven stole the compass');
    await work();
    await expectInLine(id, 2);

    qdrant.mode = 'gone';
    for (const [i, thing] of THINGS.entries()) {
      await remember(id, `number ${i}: the ${thing} was seen in the valley`);
      if (i === 4) await worker().drain();
    }
    await as().delete(`/memories/${doomed}`).expect(204);
    await as().patch(`/memories/${kept}`).send({ content: 'the dragon left the castle for good' }).expect(200);
    await worker().drain();
    // Answered by words, and by the vectors in PostgreSQL.
    expect(await found(id, 'violin valley')).toContain('number 4: the violin was seen in the valley');
    expect(await found(id, 'compass')).not.toContain('the raven stole the compass');
    expect(await count('memory_outbox WHERE player_id = $1', [id])).toBeGreaterThan(0);
    expect(await count('memory_outbox WHERE dead_at IS NOT NULL')).toBe(0);
    const { body } = await app.http.get('/health/ready').expect(200);
    expect(body.dependencies.vectors.detail).toMatch(/wait/);

    qdrant.mode = 'up';
    await work();
    await expectInLine(id, THINGS.length + 1);
    expect(collection().points.has(doomed)).toBe(false);
    expect(await found(id, 'dragon castle')).toContain('the dragon left the castle for good');
  });

  it('is asked again by itself, without anybody working it off', async () => {
    const own = await startApp({
      env: { QDRANT_URL: qdrant.url, QDRANT_COLLECTION: 'own', SCHEDULER_ENABLED: 'true' },
    });
    try {
      const theirs = await own.createGame();
      const { id } = await own.createPlayer(theirs);
      qdrant.mode = 'gone';
      const body = { type: 'quest', content: 'the orchard behind the glacier' };
      await own.as(theirs.apiKey).post(`/players/${id}/memories`).send(body).expect(201);
      qdrant.mode = 'up';
      expect(await eventually(async () => qdrant.collections.get('own')?.points.size, 1, 15_000)).toBe(1);
    } finally {
      await own.close();
    }
  }, 30_000);

  it('erases a player from it as soon as it is back, and says so', async () => {
    const { id } = await app.createPlayer(game);
    const { id: bystander } = await app.createPlayer(game);
    for (const player of [id, bystander]) {
      await remember(player, 'the anvil rang at midnight');
      await remember(player, 'the harbour froze over');
    }
    await work();
    qdrant.mode = 'gone';
    const { body } = await as().delete(`/players/${id}`).expect(200);
    expect(body.erased).toMatchObject({ memories: 2, vectors: 2, indexedVectors: null });
    await worker().drain();
    qdrant.mode = 'up';
    expect((await places(id)).there).toHaveLength(2);
    await work();
    expect(await places(id)).toEqual({ here: [], there: [] });
    await expectInLine(bystander, 2);
    expect(await count('memory_outbox WHERE player_id = $1', [id])).toBe(0);

    const at = await as().delete(`/players/${bystander}`).expect(200);
    expect(at.body.erased).toMatchObject({ vectors: 2, indexedVectors: 2 });
    expect((await places(bystander)).there).toEqual([]);
  });
});

describe('rebuilding and reconciling', () => {
  const QUESTIONS = ['dragon', 'castles by the sea', 'old lanterns', 'harbours', 'compasses', 'glacial ravens'];

  it('gives the same recall from an empty collection', async () => {
    const { id } = await app.createPlayer(game);
    // Each has other words than any other, so that no two answer a question equally well.
    const memories = Array.from({ length: 60 }, (_, i) => ({
      type: `kind-${i % 4}`,
      content: Array.from({ length: 2 + Math.floor(i / 10) }, (_word, n) => THINGS[(i + n * 3) % 10]).join(' and the '),
    }));
    await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    await work();
    const recalled = async () => Promise.all(QUESTIONS.map((question) => found(id, question)));
    const before = await recalled();
    const points = new Map(collection().points);

    const counts = await app.nest.get(VectorMaintenanceService).rebuild();
    expect(counts).toMatchObject({ missing: points.size, unembedded: 0, leftOver: 0, failed: 0 });
    expect(new Map([...collection().points].toSorted())).toEqual(new Map([...points].toSorted()));
    expect(await recalled()).toEqual(before);
  });

  it('mends what is missing there, what is left over there, and what is old there', async () => {
    const { id } = await app.createPlayer(game);
    const ids = [];
    for (const thing of THINGS.slice(0, 4)) ids.push(await remember(id, `the ${thing} at dawn`));
    await work();
    const [missing, stale] = ids as [string, string];
    collection().points.delete(missing);
    const old = collection().points.get(stale)!;
    collection().points.set(stale, { ...old, payload: { ...old.payload, importance: 0.01 } });
    const ghost = '00000000-0000-7000-8000-000000000001';
    collection().points.set(ghost, { ...old, id: ghost });

    const counts = await app.nest.get(VectorMaintenanceService).reconcile();
    expect(counts).toMatchObject({ missing: 1, stale: 1, leftOver: 1, failed: 0, unembedded: 0 });
    await expectInLine(id, 4);
    expect(collection().points.get(stale)).toEqual(old);
    expect(await app.nest.get(VectorMaintenanceService).reconcile()).toMatchObject({
      missing: 0,
      stale: 0,
      leftOver: 0,
    });
  });

  it('fills a collection that is new with what was remembered before', async () => {
    const { id } = await app.createPlayer(game);
    await remember(id, 'the glacier sang');
    await work();
    const env = { QDRANT_URL: qdrant.url, QDRANT_COLLECTION: 'second', SCHEDULER_ENABLED: 'true' };
    const second = await startApp({ env, databaseUrl: app.databaseUrl });
    try {
      const memories = await count('memories');
      expect(await eventually(async () => qdrant.collections.get('second')?.points.size, memories)).toBe(memories);
    } finally {
      await second.close();
    }
  });
});

describe('what Qdrant refuses', () => {
  it('is given up after some attempts, shown, and tried again by the next reconciliation', async () => {
    const { id } = await app.createPlayer(game);
    const memory = await remember(id, 'the castle on the cloud');
    qdrant.mode = 422;
    for (let i = 0; i < 3; i += 1) await work();
    expect(await count('memory_outbox WHERE dead_at IS NOT NULL')).toBe(1);
    const { text } = await app.as().get('/metrics').expect(200);
    expect(text).toContain('agl_memory_outbox{state="given_up"} 1');
    // It is found all the same.
    qdrant.mode = 'up';
    expect(await found(id, 'castle')).toEqual(['the castle on the cloud']);
    const counts = await app.nest.get(VectorMaintenanceService).reconcile();
    expect(counts).toMatchObject({ revived: 1, missing: 1 });
    expect(collection().points.has(memory)).toBe(true);
    await work();
    expect(await count('memory_outbox')).toBe(0);
  });
});
