import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';
const START = new Date('2026-05-01T12:00:00Z');
const MINUTE = 60_000;

const clock = new FixedClock(START);
let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp({ clock });
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

const create = (body: object, key = game.apiKey) => app.as(key).post('/players').send(body);
const patch = (id: string, body: object) => app.as(game.apiKey).patch(`/players/${id}`).send(body);

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

describe('POST /players', () => {
  it('makes a player with the defaults of the platform', async () => {
    const { body } = await create({ externalId: 'plain' }).expect(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      gameId: game.id,
      externalId: 'plain',
      characterPersona: 'cheerful',
      language: 'en',
      preferences: {},
      mood: { pleasure: 0.4, arousal: 0.3, dominance: 0.1, label: 'exuberant', asOf: START.toISOString() },
      affinity: expect.any(Number),
      stats: { totalEvents: 0, totalMemories: 0, lastActiveAt: null },
      recentMemories: [],
      createdAt: START.toISOString(),
      updatedAt: START.toISOString(),
    });
  });

  it('makes a player as it is asked to, and finds it again with 200 and unchanged', async () => {
    const wishes = {
      externalId: 'wish',
      characterPersona: 'cute',
      language: 'zh',
      preferences: { a: [1, { b: null }] },
    };
    const first = await create(wishes).expect(201);
    expect(first.body).toMatchObject(wishes);
    const again = await create({ externalId: 'wish', characterPersona: 'cool', preferences: { c: 1 } }).expect(200);
    expect(again.body).toEqual(first.body);
  });

  it('takes the defaults of the game', async () => {
    const styled = await app.createGame({ defaultPersona: 'cool', defaultLanguage: 'ja' });
    const { body } = await create({ externalId: 'styled' }, styled.apiKey).expect(201);
    expect(body).toMatchObject({ characterPersona: 'cool', language: 'ja', mood: { dominance: 0.4 } });
  });

  it('lets two games have the same externalId', async () => {
    const { body: mine } = await create({ externalId: 'shared' }).expect(201);
    const { body: theirs } = await create({ externalId: 'shared' }, other.apiKey).expect(201);
    expect(mine.id).not.toBe(theirs.id);
  });

  it('keeps every externalId as it is written', async () => {
    for (const externalId of ['a b', 'A B', "o'neill", '日本語', '👩‍👩‍👧', ' ', '%', '../x', 'x'.repeat(200)]) {
      const { body } = await create({ externalId }).expect(201);
      expect(body.externalId).toBe(externalId);
      const { body: list } = await app.as(game.apiKey).get('/players').query({ externalId }).expect(200);
      expect(list.items).toEqual([expect.objectContaining({ id: body.id, externalId })]);
    }
  });

  it('makes one player of two requests at once, a hundred times over', async () => {
    const pairs = Array.from({ length: 100 }, (_, index) => `pair-${index}`);
    const answers = await Promise.all(
      pairs.map((externalId) => Promise.all([create({ externalId }), create({ externalId })])),
    );
    for (const [one, two] of answers) {
      expect([one.status, two.status].toSorted()).toEqual([200, 201]);
      expect(one.body.id).toBe(two.body.id);
    }
    const { body } = await app.as(game.apiKey).get('/players?externalId=pair-0').expect(200);
    expect(body.page.total).toBe(1);
  });

  it('wants the game of an administrator, and no other game of a game', async () => {
    expect(refusedFields(await create({ externalId: 'x' }, app.adminKey))).toEqual(['gameId']);
    await create({ externalId: 'by-admin', gameId: game.id }, app.adminKey).expect(201);
    await create({ externalId: 'by-game', gameId: game.id.toUpperCase() }).expect(201);
    const foreign = await create({ externalId: 'x', gameId: other.id });
    const missing = await create({ externalId: 'x', gameId: MISSING });
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(missing));
    problemOf(await create({ externalId: 'x', gameId: MISSING }, app.adminKey), 404, 'NOT_FOUND');
  });

  it.each([
    ['externalId', {}],
    ['externalId', { externalId: '' }],
    ['externalId', { externalId: 5 }],
    ['externalId', { externalId: 'x'.repeat(201) }],
    ['gameId', { externalId: 'x', gameId: 'y' }],
    ['characterPersona', { externalId: 'x', characterPersona: 'grumpy' }],
    ['language', { externalId: 'x', language: 'english' }],
    ['preferences', { externalId: 'x', preferences: [] }],
    ['preferences', { externalId: 'x', preferences: nested(9) }],
    ['preferences', { externalId: 'x', preferences: { a: 'x'.repeat(16 * 1024) } }],
    ['mood', { externalId: 'x', mood: {} }],
  ])('refuses a bad %s: %#', async (path, body) => {
    expect(refusedFields(await create(body))).toEqual([path]);
  });
});

describe('GET /players/:playerId', () => {
  it('shows the mood as of now, on its way back to the persona', async () => {
    const player = await app.createPlayer(game, { characterPersona: 'cool' });
    const event = { playerId: player.id, type: 'player.victory', data: { mvp: true } };
    const { body: reaction } = await app.as(game.apiKey).post('/events').send(event).expect(201);
    const before = clock.time;
    clock.time = new Date(before.getTime() + 20 * MINUTE);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(body.mood.pleasure).toBeCloseTo((reaction.mood.pleasure + 0.1) / 2, 3);
    expect(body.mood.dominance).toBeCloseTo((reaction.mood.dominance + 0.4) / 2, 3);
    expect(body.mood.asOf).toBe(clock.time.toISOString());
    expect(body.stats).toMatchObject({ totalEvents: 1, lastActiveAt: before.toISOString() });
  });

  it('shows the same mood whichever fields are read, alone or in a list', async () => {
    const player = await app.createPlayer(game, { characterPersona: 'cool' });
    const event = { playerId: player.id, type: 'player.death' };
    await app.as(game.apiKey).post('/events').send(event).expect(201);
    clock.time = new Date(clock.time.getTime() + 30 * MINUTE);
    const { body: whole } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    const { body: part } = await app.as(game.apiKey).get(`/players/${player.id}?fields=mood`).expect(200);
    const query = `externalId=${player.externalId}&fields=mood`;
    const { body: list } = await app.as(game.apiKey).get(`/players?${query}`).expect(200);
    expect(part).toEqual({ mood: whole.mood });
    expect(list.items).toEqual([{ mood: whole.mood }]);
  });

  it('shows the ten newest memories', async () => {
    const player = await app.createPlayer(game);
    for (let made = 0; made < 12; made += 1) {
      const memory = {
        type: 'quest',
        content: `Quest ${'abcdefghijkl'[made]} went its own very different way ${made}`,
      };
      await app.as(game.apiKey).post(`/players/${player.id}/memories`).send(memory).expect(201);
      clock.time = new Date(clock.time.getTime() + 1000);
    }
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    const numbers = (body.recentMemories as { content: string }[]).map(({ content }) =>
      Number(content.split(' ').at(-1)),
    );
    expect(numbers).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    expect(body.stats.totalMemories).toBe(12);
  });

  it('gives the wanted fields only', async () => {
    const player = await app.createPlayer(game);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}?fields=externalId,id`).expect(200);
    expect(body).toEqual({ id: player.id, externalId: player.externalId });
  });

  it('refuses unknown fields and names the known ones', async () => {
    const player = await app.createPlayer(game);
    const response = await app.as(game.apiKey).get(`/players/${player.id}?fields=id,secret`);
    expect(refusedFields(response)).toEqual(['fields']);
    expect(response.body.detail).toContain('unknown "secret"; known are id, gameId, externalId');
    expect(refusedFields(await app.as(game.apiKey).get('/players?fields=recentMemories'))).toEqual(['fields']);
  });
});

describe('PATCH /players/:playerId', () => {
  it('changes what is named and shows it to the next read', async () => {
    const player = await app.createPlayer(game, { preferences: { a: 1, b: { c: 2, d: 3 } } });
    const { body } = await patch(player.id, { language: 'ja', preferences: { b: { c: null, e: 4 } } }).expect(200);
    expect(body).toMatchObject({ language: 'ja', characterPersona: 'cheerful' });
    expect(body.preferences).toEqual({ a: 1, b: { d: 3, e: 4 } });
    const { body: read } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(read).toEqual(body);
  });

  it('with null puts the defaults of the game back', async () => {
    const styled = await app.createGame({ defaultPersona: 'cool', defaultLanguage: 'ja' });
    const player = await app.createPlayer(styled, { characterPersona: 'cute', language: 'zh', preferences: { a: 1 } });
    const { body } = await app
      .as(styled.apiKey)
      .patch(`/players/${player.id}`)
      .send({ characterPersona: null, language: null, preferences: null })
      .expect(200);
    expect(body).toMatchObject({ characterPersona: 'cool', language: 'ja', preferences: {} });
  });

  it('gives each change an ETag of its own, also in one millisecond', async () => {
    const player = await app.createPlayer(game);
    const etags = new Set<string | undefined>();
    for (let change = 0; change < 3; change += 1) {
      await patch(player.id, { preferences: { change } }).expect(200);
      const read = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
      expect(read.body.preferences).toEqual({ change });
      etags.add(read.headers.etag);
    }
    expect(etags.size).toBe(3);
  });

  it('loses none of many changes at once', async () => {
    const player = await app.createPlayer(game);
    const names = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(names.map((name) => patch(player.id, { preferences: { [name]: true } }).expect(200)));
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(Object.keys(body.preferences as object).toSorted()).toEqual(names.toSorted());
  });

  it('holds the preferences within their bounds, however many changes make them', async () => {
    const player = await app.createPlayer(game, { preferences: { a: 'x'.repeat(9000) } });
    expect(refusedFields(await patch(player.id, { preferences: { b: 'x'.repeat(9000) } }))).toEqual(['preferences']);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}?fields=preferences`).expect(200);
    expect(Object.keys(body.preferences as object)).toEqual(['a']);
    await patch(player.id, { preferences: { a: null, b: 'x'.repeat(9000) } }).expect(200);
  });

  it.each([
    ['characterPersona', { characterPersona: 'grumpy' }],
    ['language', { language: '' }],
    ['preferences', { preferences: 'x' }],
    ['externalId', { externalId: 'other' }],
    ['gameId', { gameId: MISSING }],
  ])('refuses a bad %s: %j', async (path, body) => {
    const player = await app.createPlayer(game);
    expect(refusedFields(await patch(player.id, body))).toEqual([path]);
  });
});

const routes = (id: string) =>
  [
    ['get', `/players/${id}`, undefined],
    ['patch', `/players/${id}`, { language: 'en' }],
    ['delete', `/players/${id}`, undefined],
    ['get', `/players/${id}/export`, undefined],
  ] as const;

describe('every route of a player', () => {
  it.each(routes('ID'))('answers alike for a foreign and a missing player: %s %s', async (method, path, body) => {
    const player = await app.createPlayer(game);
    const at = (id: string, key: string) => app.as(key)[method](path.replace('ID', id)).send(body);
    const foreign = await at(player.id, other.apiKey);
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(await at(MISSING, other.apiKey)));
    expect(withoutInstance(foreign)).toEqual(withoutInstance(await at(MISSING, app.adminKey)));
    await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
  });

  it.each(routes('not-a-uuid'))('names the parameter when the id is none: %s %s', async (method, path, body) => {
    const response = await app.as(game.apiKey)[method](path).send(body);
    expect(refusedFields(response)).toEqual(['playerId']);
  });

  it.each([['post', '/players', {}] as const, ['get', '/players', undefined] as const, ...routes(MISSING)])(
    'wants a key: %s %s',
    async (method, path, body) => {
      problemOf(await app.http[method](path).send(body), 401, 'UNAUTHORIZED');
    },
  );
});
