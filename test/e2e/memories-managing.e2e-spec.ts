import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOBODY = '0190a000-0000-7000-8000-000000000000';

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock });
  game = await app.createGame();
});

afterAll(() => app?.close());

const as = () => app.as(game.apiKey);

async function newPlayer(): Promise<string> {
  return (await app.createPlayer(game)).id;
}

async function remember(playerId: string, body: object, status = 201) {
  const answer = await as()
    .post(`/players/${playerId}/memories`)
    .send({ type: 'combat', ...body })
    .expect(status);
  return answer.body;
}

async function list(playerId: string, query = '') {
  return (await as().get(`/players/${playerId}/memories${query}`).expect(200)).body;
}

const bodyOf = ({ body }: { body: Record<string, unknown> }) => ({ ...body, instance: undefined });
const contents = (page: { items: { content: string }[] }) => page.items.map(({ content }) => content);

describe('GET /players/:playerId/memories', () => {
  it('filters, sorts, and pages both ways without a row lost or twice', async () => {
    const playerId = await newPlayer();
    for (let i = 0; i < 7; i += 1) {
      clock.time = new Date(START.getTime() + i * HOUR);
      const body = { type: i % 2 ? 'loot' : 'combat', content: `thing number ${i}`, importance: [0.3, 0.8][i % 2] };
      await remember(playerId, { ...body, ...(i === 4 ? { emotion: 'sad' } : {}) });
    }
    const all = await list(playerId);
    expect(contents(all)).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `thing number ${i}`));
    expect(contents(await list(playerId, '?type=loot'))).toEqual([5, 3, 1].map((i) => `thing number ${i}`));
    expect(contents(await list(playerId, '?emotion=sad'))).toEqual(['thing number 4']);
    expect((await list(playerId, '?minImportance=0.8')).page.total).toBe(3);
    const since = new Date(START.getTime() + 5 * HOUR).toISOString();
    expect(contents(await list(playerId, `?since=${since}`))).toEqual(['thing number 6', 'thing number 5']);
    for (const order of ['createdAt', 'importance']) {
      const whole = (await list(playerId, `?order=${order}`)).items;
      const paged: unknown[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page = await list(playerId, `?order=${order}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
        paged.push(...page.items);
        cursor = page.page.nextCursor;
      }
      expect(paged).toEqual(whole);
      expect((await list(playerId, `?order=${order}&limit=2&offset=3`)).items).toEqual(whole.slice(3, 5));
    }
    const [first] = (await list(playerId, '?order=importance')).items;
    expect(first.importance).toBe(0.8);
    const slim = await list(playerId, '?fields=id,importance&limit=1');
    expect(Object.keys(slim.items[0])).toEqual(['id', 'importance']);
    clock.time = START;
  });

  it('binds a cursor to its order, and names each bad parameter', async () => {
    const playerId = await newPlayer();
    await remember(playerId, { content: 'Beat the ice dragon' });
    await remember(playerId, { content: 'Lost to the storm giant' });
    const { nextCursor } = (await list(playerId, '?limit=1')).page;
    await as().get(`/players/${playerId}/memories?limit=1&order=importance&cursor=${nextCursor}`).expect(400);
    for (const [query, path] of [
      ['order=oldest', 'order'],
      ['limit=0', 'limit'],
      ['minImportance=2', 'minImportance'],
      ['minImportance=x', 'minImportance'],
      ['emotion=hungry', 'emotion'],
      ['since=yesterday', 'since'],
      ['fields=id,secret', 'fields'],
      ['type=A', 'type'],
    ]) {
      const answer = await as().get(`/players/${playerId}/memories?${query}`).expect(400);
      expect(answer.body.errors[0].path).toBe(path);
    }
  });
});

describe('/memories/:memoryId', () => {
  it('changes a memory, and finds it by its new words alone', async () => {
    const playerId = await newPlayer();
    const { id } = await remember(playerId, { content: 'Beat the ice dragon' });
    const expiresAt = new Date(START.getTime() + DAY).toISOString();
    const patch = { content: 'Fished for trout at the lake', importance: 0.2, pinned: true, expiresAt };
    const changed = (await as().patch(`/memories/${id}`).send(patch).expect(200)).body;
    expect(changed).toMatchObject({ id, ...patch });
    const search = async (query: string) =>
      (await as().post(`/players/${playerId}/memories/search`).send({ query, mode: 'exact' }).expect(200)).body.items;
    expect(await search('trout')).toHaveLength(1);
    expect(await search('ice dragon')).toEqual([]);
    const kept = (await as().patch(`/memories/${id}`).send({ expiresAt: null }).expect(200)).body;
    expect(kept.expiresAt).toBeNull();
    expect((await as().patch(`/memories/${id}`).send({}).expect(200)).body).toEqual({
      ...kept,
      ...(await as().get(`/memories/${id}`).expect(200)).body,
    });
    await remember(playerId, { content: 'fished for trout at the lake' }, 200);
    await remember(playerId, { content: 'Beat the ice dragon' });
  });

  it('refuses a content that another memory has, and takes that of one that has expired', async () => {
    const playerId = await newPlayer();
    const { id } = await remember(playerId, { content: 'Beat the ice dragon' });
    await remember(playerId, {
      content: 'Lost to the storm giant',
      expiresAt: new Date(START.getTime() + HOUR).toISOString(),
    });
    const patch = { content: 'lost to the storm giant.' };
    const refused = await as().patch(`/memories/${id}`).send(patch).expect(409);
    expect(refused.body.code).toBe('CONFLICT');
    clock.time = new Date(START.getTime() + 2 * HOUR);
    await as().patch(`/memories/${id}`).send(patch).expect(200);
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(1);
    clock.time = START;
  });

  it('is gone from its player, cached or not, from the moment it expires', async () => {
    const playerId = await newPlayer();
    await remember(playerId, { content: 'Beat the ice dragon' });
    const expiresAt = new Date(START.getTime() + HOUR).toISOString();
    await remember(playerId, { content: 'The shop has a sale', expiresAt });
    const before = await as().get(`/players/${playerId}`).expect(200);
    expect(before.body.recentMemories).toHaveLength(2);
    clock.time = new Date(expiresAt);
    const after = await as().get(`/players/${playerId}`).set('If-None-Match', String(before.headers.etag)).expect(200);
    clock.time = START;
    expect(contents({ items: after.body.recentMemories })).toEqual(['Beat the ice dragon']);
  });

  it('changes the ETag of its player when it is recalled', async () => {
    const playerId = await newPlayer();
    await remember(playerId, { content: 'Beat the ice dragon' });
    const { headers } = await as().get(`/players/${playerId}`).expect(200);
    await as().post(`/players/${playerId}/memories/search`).send({ query: 'ice dragon' }).expect(200);
    const after = await as().get(`/players/${playerId}`).set('If-None-Match', String(headers.etag)).expect(200);
    expect(after.body.recentMemories[0].strength).toBe(1);
  });

  it.each([
    [{ importance: -0.1 }, 'importance'],
    [{ importance: null }, 'importance'],
    [{ pinned: 1 }, 'pinned'],
    [{ content: '' }, 'content'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ type: 'loot' }, 'type'],
  ])('refuses %j by name', async (patch, path) => {
    const { id } = await remember(await newPlayer(), { content: 'Beat the ice dragon' });
    const answer = await as().patch(`/memories/${id}`).send(patch).expect(400);
    expect(answer.body.errors[0].path).toBe(path);
  });

  it('removes a memory', async () => {
    const playerId = await newPlayer();
    const { id } = await remember(playerId, { content: 'Beat the ice dragon' });
    await as().delete(`/memories/${id}`).expect(204);
    await as().get(`/memories/${id}`).expect(404);
    await as().delete(`/memories/${id}`).expect(404);
    await as().patch(`/memories/${id}`).send({ pinned: true }).expect(404);
    expect((await as().get(`/players/${playerId}`)).body).toMatchObject({
      stats: { totalMemories: 0 },
      recentMemories: [],
    });
    await remember(playerId, { content: 'Beat the ice dragon' });
  });
});

describe('DELETE /players/:playerId/memories', () => {
  it('is strict about age, inclusive about importance, and leaves what is pinned', async () => {
    const playerId = await newPlayer();
    await remember(playerId, { content: 'old and dull', importance: 0.2 });
    await remember(playerId, { content: 'old and dear', importance: 0.9 });
    await remember(playerId, { content: 'old, dull, and kept for ever', importance: 0.2, pinned: true });
    clock.time = new Date(START.getTime() + 3 * DAY);
    await remember(playerId, { content: 'new and faint', importance: 0.2 });
    const remove = async (query: string) =>
      (await as().delete(`/players/${playerId}/memories?${query}`).expect(200)).body;
    expect(await remove('olderThanDays=3')).toEqual({ deleted: 0 });
    expect(await remove('olderThanDays=2&maxImportance=0.2')).toEqual({ deleted: 1 });
    expect(await remove('maxImportance=0.2')).toEqual({ deleted: 1 });
    expect(contents(await list(playerId)).toSorted()).toEqual(['old and dear', 'old, dull, and kept for ever']);
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(2);
    for (const query of ['', 'olderThanDays=-1', 'olderThanDays=x', 'maxImportance=1.5']) {
      await as().delete(`/players/${playerId}/memories?${query}`).expect(400);
    }
    clock.time = START;
  });
});

describe('a memory that has expired', () => {
  it('is nowhere, and its text can be remembered anew', async () => {
    const playerId = await newPlayer();
    const expiresAt = new Date(START.getTime() + HOUR).toISOString();
    const { id } = await remember(playerId, { content: 'The harvest festival is on', expiresAt, importance: 0.9 });
    const search = () => as().post(`/players/${playerId}/memories/search`).send({ query: 'harvest festival' });
    expect((await search()).body.items).toHaveLength(1);
    clock.time = new Date(START.getTime() + HOUR);
    await as().get(`/memories/${id}`).expect(404);
    await as().patch(`/memories/${id}`).send({ pinned: true }).expect(404);
    await as().delete(`/memories/${id}`).expect(404);
    expect((await list(playerId)).page.total).toBe(0);
    expect((await search()).body.items).toEqual([]);
    const anew = await remember(playerId, { content: 'the harvest festival is on', importance: 0.4 });
    expect(anew).toMatchObject({ strength: 0, importance: 0.4, expiresAt: null, lastRecalledAt: null });
    expect(anew.createdAt).toBe(clock.time.toISOString());
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(1);
    clock.time = START;
  });
});

describe('whose memories they are', () => {
  it('shows a stranger what it shows of what does not exist', async () => {
    const playerId = await newPlayer();
    const { id } = await remember(playerId, { content: 'Beat the ice dragon' });
    const stranger = app.as((await app.createGame()).apiKey);
    const one = { type: 'combat', content: 'x' };
    for (const ask of [
      (p: string) => stranger.get(`/players/${p}/memories`),
      (_: string, m: string) => stranger.get(`/memories/${m}`),
      (_: string, m: string) => stranger.patch(`/memories/${m}`).send({ pinned: true }),
      (_: string, m: string) => stranger.delete(`/memories/${m}`),
      (p: string) => stranger.post(`/players/${p}/memories`).send(one),
      (p: string) => stranger.post(`/players/${p}/memories/batch`).send({ memories: [one] }),
      (p: string) => stranger.post(`/players/${p}/memories/search`).send({ query: 'dragon' }),
      (p: string) => stranger.post(`/players/${p}/memories/context`).send({ text: 'dragon' }),
      (p: string) => stranger.delete(`/players/${p}/memories?maxImportance=1`),
    ]) {
      const foreign = await ask(playerId, id).expect(404);
      const missing = await ask(NOBODY, NOBODY).expect(404);
      expect(bodyOf(foreign)).toEqual(bodyOf(missing));
    }
    expect((await list(playerId)).page.total).toBe(1);
    await app.as().get(`/memories/${id}`).expect(200);
  });

  it('asks everybody for a key and a UUID', async () => {
    const playerId = await newPlayer();
    await app.http.get(`/players/${playerId}/memories`).expect(401);
    await app.http.get(`/memories/${NOBODY}`).expect(401);
    await as().get('/memories/1').expect(400);
    await as().get('/players/1/memories').expect(400);
  });
});
