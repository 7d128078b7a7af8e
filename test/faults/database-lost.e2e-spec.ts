import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { CleanUp } from '../support/clean-up.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js';

jest.setTimeout(60_000);

/** From the service's goals: writes go through again this soon after the database is back. */
const RECOVERY_MS = 2_000;

const cleanUp = new CleanUp();
let database: TestDatabase;
let proxy: FaultProxy;
let app: TestApp;
let game: { id: string; apiKey: string };
let player: { id: string };

beforeAll(async () => {
  database = cleanUp.after(await createDatabase(), (made) => made.drop());
  proxy = cleanUp.after(await startFaultProxy(database.url), (made) => made.close());
  app = cleanUp.after(await startApp({ databaseUrl: proxy.url }), (made) => made.close());
  game = await app.createGame();
  player = await app.createPlayer(game);
});

afterAll(() => cleanUp.run());

const post = (eventId: string) =>
  app.as(game.apiKey).post('/events').send({ playerId: player.id, type: 'player.kill', eventId });

it('answers 503 with Retry-After while the database is away, and by itself again when it is back', async () => {
  await post('before').expect(201);
  // Fills the cache: what it holds is served on.
  await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);

  proxy.cut();
  const refused = await post('meanwhile').expect(503);
  expect(refused.headers['retry-after']).toMatch(/^\d+$/);
  expect(refused.headers['content-type']).toContain('application/problem+json');
  expect(refused.body).toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
  const unready = await app.http.get('/health/ready').expect(503);
  expect(unready.body).toMatchObject({ status: 'down', dependencies: { database: { status: 'down' } } });
  await app.http.get('/health/live').expect(200);

  proxy.heal();
  const healedAt = Date.now();
  let status = 0;
  while (status !== 201 && status !== 200 && Date.now() - healedAt < RECOVERY_MS) ({ status } = await post('after'));
  expect([200, 201]).toContain(status);
  await app.http.get('/health/ready').expect(200);
});

it('keeps every acknowledged event exactly once through random cuts', async () => {
  const before = (await app.as(game.apiKey).get(`/players/${player.id}/events`)).body.page.total as number;
  const acknowledged = new Set<string>();
  const work = Array.from({ length: 300 }, (_, index) => `cut-${index}`);
  let answered = 0;
  const worker = async (): Promise<void> => {
    for (let eventId = work.shift(); eventId !== undefined; eventId = work.shift()) {
      const { status } = await post(eventId);
      if (status === 201 || status === 200) acknowledged.add(eventId);
      else expect(status).toBe(503);
      answered += 1;
      // Every fortieth answer the connections break; the next one finds the network whole again.
      if (answered % 40 === 0) {
        proxy.cut();
        proxy.heal();
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  expect(acknowledged.size).toBeGreaterThan(250);
  const stored: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = `limit=100&fields=eventId${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}/events?${query}`).expect(200);
    stored.push(...body.items.map(({ eventId }: { eventId: string }) => eventId));
    cursor = body.page.nextCursor;
  }
  expect(new Set(stored).size).toBe(stored.length);
  expect([...acknowledged].filter((eventId) => !stored.includes(eventId))).toEqual([]);
  expect(stored.length).toBeGreaterThanOrEqual(before + acknowledged.size);
});

it('keeps every acknowledged event of a group exactly once when the connection breaks in its middle', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => app.createPlayer(game)));
  const acknowledged = new Map<string, Set<string>>(many.map(({ id }) => [id, new Set()]));
  const boss = { type: 'player.bosskill', data: { enemy: 'Gravemaw', isFirstTime: true, rarity: 'legendary' } };
  for (let round = 0; round < 12; round += 1) {
    const answers = Promise.all(
      many.map(async ({ id: playerId }, i) => {
        const eventId = `group-${round}-${i}`;
        const kind = i % 2 === 0 ? boss : { type: 'player.kill' };
        const { status } = await app
          .as(game.apiKey)
          .post('/events')
          .send({ playerId, eventId, ...kind });
        expect([200, 201, 503]).toContain(status);
        if (status !== 503) acknowledged.get(playerId)?.add(eventId);
      }),
    );
    // Some cuts fall before the group's statement, some into it, some behind its commit.
    for (let turn = 0; turn < 20 + 15 * round; turn += 1) await new Promise(setImmediate);
    proxy.cut();
    proxy.heal();
    await answers;
  }
  expect([...acknowledged.values()].reduce((sum, ids) => sum + ids.size, 0)).toBeGreaterThan(120);
  for (const { id } of many) {
    const path = `/players/${id}/events?limit=100&fields=eventId`;
    const { body } = await app.as(game.apiKey).get(path).expect(200);
    const stored = body.items.map(({ eventId }: { eventId: string }) => eventId);
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged.get(id)!].filter((eventId) => !stored.includes(eventId))).toEqual([]);
    const player = (await app.as(game.apiKey).get(`/players/${id}`).expect(200)).body;
    expect(player.stats.totalEvents).toBe(stored.length);
  }
});
