import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';

const clock = new FixedClock(new Date('2026-05-01T12:00:00Z'));
let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp({ clock });
  game = await app.createGame();
  await app.createPlayer(game);
  await app.createPlayer(game);
});

afterAll(() => app?.close());

const idsOf = (body: { items: { id: string }[] }): string[] => body.items.map(({ id }) => id);

describe('GET /players', () => {
  it('is of the key’s own game; an administrator may look at all or at one', async () => {
    const own = await app.createGame();
    const player = await app.createPlayer(own);
    const { body } = await app.as(own.apiKey).get('/players').expect(200);
    expect(idsOf(body)).toEqual([player.id]);
    expect(body.page).toEqual({ limit: 50, offset: 0, total: 1, nextCursor: null });
    const { body: one } = await app.as().get(`/players?gameId=${own.id}`).expect(200);
    expect(idsOf(one)).toEqual([player.id]);
    const { body: all } = await app.as().get('/players?limit=1').expect(200);
    expect(all.page.total).toBeGreaterThan(1);
    const foreign = await app.as(own.apiKey).get(`/players?gameId=${game.id}`);
    const missing = await app.as(own.apiKey).get(`/players?gameId=${MISSING}`);
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(missing));
    problemOf(await app.as().get(`/players?gameId=${MISSING}`), 404, 'NOT_FOUND');
  });

  it('has every field but the memories, or the wanted ones', async () => {
    clock.time = new Date('2026-05-02T12:00:00Z');
    const own = await app.createGame();
    const { id } = await app.createPlayer(own);
    const { body: player } = await app.as(own.apiKey).get(`/players/${id}`).expect(200);
    const { recentMemories: _none, ...rest } = player as Record<string, unknown>;
    const { body } = await app.as(own.apiKey).get('/players').expect(200);
    expect(body.items).toEqual([rest]);
    for (const field of Object.keys(rest)) {
      const { body: part } = await app.as(own.apiKey).get(`/players?fields=${field}`).expect(200);
      expect(part.items).toEqual([{ [field]: rest[field] }]);
    }
  });

  it('has the same ETag until something changes, or a minute has passed', async () => {
    const own = await app.createGame();
    const { id } = await app.createPlayer(own, { characterPersona: 'cool' });
    await app.as(own.apiKey).post('/events').send({ playerId: id, type: 'player.victory' }).expect(201);
    const start = new Date(Math.ceil(clock.time.getTime() / 60_000) * 60_000);
    const etagAfter = async (elapsedMs: number): Promise<string> => {
      clock.time = new Date(start.getTime() + elapsedMs);
      return String((await app.as(own.apiKey).get('/players').expect(200)).headers.etag);
    };
    const first = await etagAfter(0);
    expect(await etagAfter(59_999)).toBe(first);
    const decayed = await etagAfter(60_000);
    expect(decayed).not.toBe(first);
    await app.as(own.apiKey).patch(`/players/${id}`).send({ language: 'ja' }).expect(200);
    expect(await etagAfter(60_000)).not.toBe(decayed);
  });

  it('clamps a large limit', async () => {
    const own = await app.createGame();
    await Promise.all(Array.from({ length: 101 }, () => app.createPlayer(own)));
    for (const limit of ['101', '1000', '9'.repeat(20)]) {
      const { body } = await app.as(own.apiKey).get(`/players?limit=${limit}&fields=id`).expect(200);
      expect(body.page).toMatchObject({ limit: 100, total: 101, nextCursor: expect.any(String) });
      expect(body.items).toHaveLength(100);
    }
  });

  it.each([
    ['limit', 'limit=0'],
    ['limit', 'limit=-1'],
    ['limit', 'limit=1.5'],
    ['limit', 'limit=ten'],
    ['limit', 'limit='],
    ['limit', 'limit=1&limit=2'],
    ['offset', 'offset=-1'],
    ['offset', 'offset=1000001'],
    ['offset', 'offset=x'],
    ['fields', 'fields='],
    ['gameId', 'gameId=x'],
    ['externalId', 'externalId='],
  ])('refuses a bad %s: %s', async (path, query) => {
    expect(refusedFields(await app.as(game.apiKey).get(`/players?${query}`))).toEqual([path]);
  });

  it.each([
    'garbage',
    '%F0%9F%98%80',
    Buffer.from('["player",1]').toString('base64url'),
    Buffer.from('["player",1,"x"]').toString('base64url'),
    Buffer.from(`["player",-8.64e15,"${MISSING}"]`).toString('base64url'),
    Buffer.from(`["event",1,"${MISSING}"]`).toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    const { errors } = problemOf(await app.as(game.apiKey).get(`/players?cursor=${cursor}`), 400, 'INVALID_CURSOR');
    expect(errors?.map(({ path }) => path)).toEqual(['cursor']);
  });

  it('refuses a cursor together with an offset', async () => {
    const { body } = await app.as(game.apiKey).get('/players?limit=1').expect(200);
    const query = `cursor=${body.page.nextCursor}&offset=0`;
    expect(refusedFields(await app.as(game.apiKey).get(`/players?${query}`))).toEqual(['cursor']);
  });

  it('shows each of 250 players once by cursor while others are made, also those of one millisecond', async () => {
    const own = await app.createGame();
    const made: string[] = [];
    const make = async (count: number): Promise<void> => {
      const players = await Promise.all(Array.from({ length: count }, () => app.createPlayer(own)));
      made.push(...players.map(({ id }) => id));
      clock.time = new Date(clock.time.getTime() + 1);
    };
    for (let batch = 0; batch < 10; batch += 1) await make(25);
    const standing = new Set(made);
    const seen: string[] = [];
    for (let query = 'limit=40&fields=id'; query !== '';) {
      const { body } = await app.as(own.apiKey).get(`/players?${query}`).expect(200);
      seen.push(...idsOf(body));
      await make(3);
      query = body.page.nextCursor === null ? '' : `limit=40&fields=id&cursor=${body.page.nextCursor}`;
    }
    expect(seen).toHaveLength(250);
    expect(new Set(seen)).toEqual(standing);
    const { body } = await app.as(own.apiKey).get('/players?limit=100&offset=200&fields=id').expect(200);
    expect(body.page).toEqual({ limit: 100, offset: 200, total: made.length, nextCursor: null });
    expect(body.items).toHaveLength(made.length - 200);
  });
});
