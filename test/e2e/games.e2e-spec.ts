import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';
const CONFIG = {
  defaultPersona: 'cool',
  defaultLanguage: 'ja',
  emotionBudgetUsdPerDay: 0,
  dialogueBudgetUsdPerDay: 2.5,
  llmEnabled: false,
  memoryThreshold: 0.5,
  retentionDays: 30,
  emotionSensitivity: 1.25,
  rateLimit: { rps: 10, burst: 20 },
};

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

const patch = (id: string, body: object) => app.as().patch(`/games/${id}`).send(body);

describe('POST /games', () => {
  it('registers a game whose key works at once and is never shown again', async () => {
    const { body } = await app.as().post('/games').send({ name: 'Aria', description: 'd', config: CONFIG }).expect(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Aria',
      description: 'd',
      config: CONFIG,
      active: true,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      updatedAt: body.createdAt,
      apiKey: expect.stringMatching(/^agl_[\w-]{49}$/),
    });
    const read = await app.as(body.apiKey).get(`/games/${body.id}`).expect(200);
    expect(read.body).toEqual({
      ...body,
      apiKey: undefined,
      stats: { totalPlayers: 0, activePlayersToday: 0, totalEvents: 0 },
    });
    expect(JSON.stringify(read.body)).not.toContain('agl_');
  });

  it('needs a name only', async () => {
    const { body } = await app.as().post('/games').send({ name: 'x' }).expect(201);
    expect(body).toMatchObject({ description: null, config: {} });
  });

  it.each([
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 5 }],
    ['name', { name: null }],
    ['name', { name: 'x'.repeat(201) }],
    ['name', { name: 'a\0' }],
    ['description', { name: 'a', description: 'x'.repeat(2001) }],
    ['apiKey', { name: 'a', apiKey: 'mine' }],
    ['config', { name: 'a', config: 'x' }],
    ['config.color', { name: 'a', config: { color: 'red' } }],
    ['config.defaultPersona', { name: 'a', config: { defaultPersona: 'grumpy' } }],
    ['config.defaultLanguage', { name: 'a', config: { defaultLanguage: 'en_US' } }],
    ['config.emotionBudgetUsdPerDay', { name: 'a', config: { emotionBudgetUsdPerDay: -1 } }],
    ['config.dialogueBudgetUsdPerDay', { name: 'a', config: { dialogueBudgetUsdPerDay: '5' } }],
    ['config.llmEnabled', { name: 'a', config: { llmEnabled: 'yes' } }],
    ['config.memoryThreshold', { name: 'a', config: { memoryThreshold: 1.1 } }],
    ['config.retentionDays', { name: 'a', config: { retentionDays: 0 } }],
    ['config.retentionDays', { name: 'a', config: { retentionDays: 1.5 } }],
    ['config.emotionSensitivity', { name: 'a', config: { emotionSensitivity: 0.4 } }],
    ['config.emotionSensitivity', { name: 'a', config: { emotionSensitivity: 1.6 } }],
    ['config.rateLimit.burst', { name: 'a', config: { rateLimit: { rps: 5 } } }],
    ['config.rateLimit.rps', { name: 'a', config: { rateLimit: { rps: 0, burst: 5 } } }],
  ])('refuses a bad %s: %j', async (path, body) => {
    expect(refusedFields(await app.as().post('/games').send(body))).toEqual([path]);
  });

  it('names every fault at once, and the personas there are', async () => {
    const response = await app
      .as()
      .post('/games')
      .send({ config: { defaultPersona: 'grumpy' }, x: 1 });
    const { errors, detail } = problemOf(response, 400, 'VALIDATION_FAILED');
    expect(errors).toEqual(
      expect.arrayContaining([
        { path: 'name', message: 'is required' },
        { path: 'config.defaultPersona', message: 'must be one of cheerful, cool, cute' },
        { path: 'x', message: 'is not a known field' },
      ]),
    );
    expect(detail).toContain('config.defaultPersona: must be one of cheerful, cool, cute');
  });
});

describe('GET /games', () => {
  it('lists the newest first, all fields or the wanted ones', async () => {
    const made = await app.createGame();
    const { body } = await app.as().get('/games?limit=1').expect(200);
    expect(body.items).toEqual([expect.objectContaining({ id: made.id, name: 'a game', active: true, config: {} })]);
    expect(body.page).toMatchObject({ limit: 1, offset: 0, total: expect.any(Number) });
    const { body: short } = await app.as().get('/games?limit=1&fields=name,id').expect(200);
    expect(short.items).toEqual([{ id: made.id, name: 'a game' }]);
    expect(JSON.stringify(body)).not.toContain('agl_');
  });

  it('shows every game once, by offset and by cursor', async () => {
    for (let made = 0; made < 5; made += 1) await app.createGame();
    const { body: whole } = await app.as().get('/games?limit=100&fields=id').expect(200);
    const ids = (whole.items as { id: string }[]).map(({ id }) => id);
    expect(new Set(ids).size).toBe(whole.page.total);
    const paged: string[] = [];
    for (let query = 'limit=3'; query !== '';) {
      const { body } = await app.as().get(`/games?${query}`).expect(200);
      paged.push(...(body.items as { id: string }[]).map(({ id }) => id));
      query = body.page.nextCursor === null ? '' : `limit=3&cursor=${body.page.nextCursor}`;
    }
    expect(paged).toEqual(ids);
    const { body: second } = await app.as().get('/games?limit=3&offset=3&fields=id').expect(200);
    expect(second.items).toEqual(ids.slice(3, 6).map((id) => ({ id })));
    expect(second.page).toEqual({ limit: 3, offset: 3, total: ids.length, nextCursor: expect.any(String) });
  });
});

describe('GET /games/:gameId', () => {
  it('counts players, those of today, and events', async () => {
    const counted = await app.createGame();
    const player = await app.createPlayer(counted);
    await app.createPlayer(counted);
    for (const type of ['player.kill', 'player.victory']) {
      await app.as(counted.apiKey).post('/events').send({ playerId: player.id, type }).expect(201);
    }
    const { body } = await app.as(counted.apiKey).get(`/games/${counted.id}`).expect(200);
    expect(body.stats).toEqual({ totalPlayers: 2, activePlayersToday: 1, totalEvents: 2 });
  });

  it('returns the wanted fields only', async () => {
    const { body } = await app.as(game.apiKey).get(`/games/${game.id}?fields=stats,name`).expect(200);
    expect(Object.keys(body as object)).toEqual(['name', 'stats']);
  });

  it('takes an id in capitals', async () => {
    await app.as(game.apiKey).get(`/games/${game.id.toUpperCase()}`).expect(200);
  });
});

describe('PATCH /games/:gameId', () => {
  it('changes what is named, leaves the rest, and shows it to the next read', async () => {
    const made = await app.createGame({ defaultPersona: 'cool', memoryThreshold: 0.5 });
    const { body } = await patch(made.id, { name: 'new', config: { memoryThreshold: 0.9 } }).expect(200);
    expect(body).toMatchObject({ name: 'new', config: { defaultPersona: 'cool', memoryThreshold: 0.9 } });
    expect(Date.parse(body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(body.createdAt));
    const { body: read } = await app.as(made.apiKey).get(`/games/${made.id}`).expect(200);
    expect(read).toMatchObject({ name: 'new', config: body.config });
    expect(body.apiKey).toBeUndefined();
  });

  it('removes with null: a setting, all settings, the description', async () => {
    const made = await app.createGame({ defaultPersona: 'cool', retentionDays: 9 });
    await patch(made.id, { description: 'text' }).expect(200);
    const { body } = await patch(made.id, { description: null, config: { retentionDays: null } }).expect(200);
    expect(body).toMatchObject({ description: null, config: { defaultPersona: 'cool' } });
    expect(body.config).not.toHaveProperty('retentionDays');
    const { body: bare } = await patch(made.id, { config: null }).expect(200);
    expect(bare.config).toEqual({});
  });

  it('merges a setting that has parts, and refuses to leave half of it', async () => {
    const made = await app.createGame({ rateLimit: { rps: 10, burst: 20 } });
    const { body } = await patch(made.id, { config: { rateLimit: { rps: 15 } } }).expect(200);
    expect(body.config).toEqual({ rateLimit: { rps: 15, burst: 20 } });
    expect(refusedFields(await patch(made.id, { config: { rateLimit: { burst: null } } }))).toEqual([
      'config.rateLimit.burst',
    ]);
    const { body: read } = await app.as().get(`/games/${made.id}`).expect(200);
    expect(read.config).toEqual({ rateLimit: { rps: 15, burst: 20 } });
    const { body: removed } = await patch(made.id, { config: { rateLimit: null } }).expect(200);
    expect(removed.config).toEqual({});
  });

  it('loses none of many changes at once', async () => {
    const made = await app.createGame();
    const settings = Object.entries(CONFIG);
    await Promise.all(settings.map(([key, value]) => patch(made.id, { config: { [key]: value } }).expect(200)));
    const { body } = await app.as().get(`/games/${made.id}`).expect(200);
    expect(body.config).toEqual(CONFIG);
  });

  it('of nothing changes nothing', async () => {
    const made = await app.createGame(CONFIG);
    const { body } = await patch(made.id, {}).expect(200);
    expect(body).toMatchObject({ name: 'a game', config: CONFIG });
  });

  it.each([
    ['name', { name: null }],
    ['name', { name: '' }],
    ['active', { active: false }],
    ['id', { id: MISSING }],
    ['config.color', { config: { color: null } }],
    ['config.emotionSensitivity', { config: { emotionSensitivity: 2 } }],
  ])('refuses a bad %s: %j', async (path, body) => {
    expect(refusedFields(await patch(game.id, body))).toEqual([path]);
  });
});

describe('DELETE /games/:gameId', () => {
  it('deactivates: its keys stop working at once, its data stays for the administrator', async () => {
    const made = await app.createGame();
    const player = await app.createPlayer(made);
    const { body: second } = await app.as().post(`/games/${made.id}/keys`).send({ name: 'second' }).expect(201);
    await app.as(second.key).get(`/games/${made.id}`).expect(200);
    const answer = await app.as().delete(`/games/${made.id}`).expect(204);
    expect(answer.text).toBe('');
    for (const key of [made.apiKey, second.key]) {
      problemOf(await app.as(key).get(`/games/${made.id}`), 401, 'UNAUTHORIZED');
      problemOf(await app.as(key).get(`/players/${player.id}`), 401, 'UNAUTHORIZED');
    }
    const { body } = await app.as().get(`/games/${made.id}`).expect(200);
    expect(body.active).toBe(false);
    await app.as().get(`/players/${player.id}`).expect(200);
    await app.as().delete(`/games/${made.id}`).expect(204);
  });

  it('lets no new player in', async () => {
    const made = await app.createGame();
    await app.as().delete(`/games/${made.id}`).expect(204);
    const wish = { gameId: made.id, externalId: 'x' };
    problemOf(await app.as().post('/players').send(wish), 409, 'CONFLICT');
    const event = { ...wish, type: 'player.victory' };
    problemOf(await app.as().post('/events').send(event), 409, 'CONFLICT');
    await app
      .as()
      .post('/events/batch')
      .send({ events: [event] })
      .expect(200);
    const { body } = await app.as().get(`/players?gameId=${made.id}`).expect(200);
    expect(body.items).toEqual([]);
  });
});

const routes = (id: string) =>
  [
    ['get', `/games/${id}`, undefined],
    ['patch', `/games/${id}`, { name: 'x' }],
    ['delete', `/games/${id}`, undefined],
    ['get', `/games/${id}/keys`, undefined],
    ['post', `/games/${id}/keys`, { name: 'x' }],
    ['delete', `/games/${id}/keys/${MISSING}`, undefined],
  ] as const;

describe('every route of games', () => {
  it.each(routes(MISSING))('answers 404 when there is no such thing: %s %s', async (method, path, body) => {
    problemOf(await app.as()[method](path).send(body), 404, 'NOT_FOUND');
  });

  it.each(routes('not-a-uuid'))('names the parameter when the id is none: %s %s', async (method, path, body) => {
    expect(refusedFields(await app.as()[method](path).send(body))).toEqual(['gameId']);
  });

  it.each(['/games/ID', '/games/ID/keys'])('hides another game: GET %s', async (path) => {
    const foreign = await app.as(other.apiKey).get(path.replace('ID', game.id));
    const missing = await app.as(other.apiKey).get(path.replace('ID', MISSING));
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(missing));
    const asAdmin = await app.as().get(path.replace('ID', MISSING));
    expect(withoutInstance(foreign)).toEqual(withoutInstance(asAdmin));
  });

  it('of the administrator refuses a game’s own key', async () => {
    const own = app.as(game.apiKey);
    problemOf(await own.post('/games').send({ name: 'x' }), 403, 'FORBIDDEN');
    problemOf(await own.get('/games'), 403, 'FORBIDDEN');
    problemOf(await own.patch(`/games/${game.id}`).send({ name: 'x' }), 403, 'FORBIDDEN');
    problemOf(await own.delete(`/games/${game.id}`), 403, 'FORBIDDEN');
    problemOf(await own.post(`/games/${game.id}/keys`).send({ name: 'x' }), 403, 'FORBIDDEN');
    problemOf(await own.delete(`/games/${game.id}/keys/${MISSING}`), 403, 'FORBIDDEN');
    await own.get(`/games/${game.id}`).expect(200);
  });

  it.each([['post', '/games', {}], ['get', '/games', undefined] as const, ...routes(MISSING)] as const)(
    'wants a key before anything else: %s %s',
    async (method, path, body) => {
      const response = await app.http[method](path).send(body);
      problemOf(response, 401, 'UNAUTHORIZED');
      expect(response.headers['www-authenticate']).toBe('Bearer realm="agl"');
    },
  );
});
