import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, FixedClock, type TestApp } from '../support/app.js';
import { redisDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { problemOf, refusedFields, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';
const START = new Date('2026-05-01T12:00:00Z');
const MINUTE = 60_000;

const clock = new FixedClock(START);
let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp({ clock });
  game = await app.createGame();
});

afterAll(() => app?.close());

interface IssuedKey {
  id: string;
  key: string;
}

async function issue(body: object = {}, gameId = game.id): Promise<IssuedKey> {
  const response = await app
    .as()
    .post(`/games/${gameId}/keys`)
    .send({ name: 'a key', ...body })
    .expect(201);
  return response.body as IssuedKey;
}

/** The status that a read of the game gets with a key. */
async function statusWith(key: string, of: TestApp = app, gameId = game.id): Promise<number> {
  return (await of.as(key).get(`/games/${gameId}`)).status;
}

describe('a key', () => {
  it('is shown once, works at once and is listed without its secret', async () => {
    const issued = await issue({ name: 'match server' });
    expect(issued).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      gameId: game.id,
      name: 'match server',
      prefix: issued.key.slice(0, 10),
      key: expect.stringMatching(/^agl_[\w-]{49}$/),
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
      createdAt: START.toISOString(),
    });
    expect(await statusWith(issued.key)).toBe(200);
    const { body, text } = await app.as().get(`/games/${game.id}/keys`).expect(200);
    const { key, lastUsedAt: _unused, ...listed } = issued as IssuedKey & { lastUsedAt: null };
    // Its use is written in its own time.
    const items = body.items.map(({ lastUsedAt: _whenever, ...item }: { lastUsedAt: string | null }) => item);
    expect(items).toContainEqual(listed);
    expect(text).not.toContain(key);
    expect(text).not.toContain('hash');
  });

  it('may be sent as a bearer token too, in any spelling of the word', async () => {
    for (const word of ['Bearer', 'bearer', 'BEARER']) {
      await app.http.get(`/games/${game.id}`).set('Authorization', `${word} ${game.apiKey}`).expect(200);
    }
    for (const header of [game.apiKey, `Basic ${game.apiKey}`, 'Bearer', 'Bearer  ', `Bearer ${game.apiKey} x`]) {
      problemOf(await app.http.get(`/games/${game.id}`).set('Authorization', header), 401, 'UNAUTHORIZED');
    }
  });

  it.each(['', 'wrong', 'agl_', `agl_${'A'.repeat(49)}`, 'null', "' OR 1=1 --"])('is not %j', async (key) => {
    problemOf(await app.http.get(`/games/${game.id}`).set('X-API-Key', key), 401, 'UNAUTHORIZED');
  });

  it('that is not in use looks the same as one that never was', async () => {
    const revoked = await issue();
    await app.as().delete(`/games/${game.id}/keys/${revoked.id}`).expect(204);
    const [a, b] = [await app.as(revoked.key).get('/players'), await app.as('agl_wrong').get('/players')];
    expect(withoutInstance(a)).toEqual(withoutInstance(b));
  });

  it('is revoked at once; revoking twice is revoking once; others go on', async () => {
    const [one, two] = [await issue(), await issue()];
    expect(await statusWith(one.key)).toBe(200);
    await app.as().delete(`/games/${game.id}/keys/${one.id}`).expect(204);
    expect(await statusWith(one.key)).toBe(401);
    expect(await statusWith(two.key)).toBe(200);
    const revokedAt = async () => {
      const { body } = await app.as().get(`/games/${game.id}/keys?limit=100`).expect(200);
      return (body.items as { id: string; revokedAt: string | null }[]).find(({ id }) => id === one.id)?.revokedAt;
    };
    const first = await revokedAt();
    expect(first).toBe(clock.now().toISOString());
    clock.time = new Date(clock.time.getTime() + MINUTE);
    await app.as().delete(`/games/${game.id}/keys/${one.id}`).expect(204);
    expect(await revokedAt()).toBe(first);
  });

  it('works until it expires, and not from then on', async () => {
    const now = clock.now().getTime();
    const { key } = await issue({ expiresAt: new Date(now + MINUTE).toISOString() });
    expect(await statusWith(key)).toBe(200);
    clock.time = new Date(now + MINUTE - 1);
    expect(await statusWith(key)).toBe(200);
    clock.time = new Date(now + MINUTE);
    problemOf(await app.as(key).get(`/games/${game.id}`), 401, 'UNAUTHORIZED');
  });

  it('is listed with only the fields that are asked for', async () => {
    const { body } = await app.as().get(`/games/${game.id}/keys?fields=id,name&limit=1`).expect(200);
    expect(Object.keys(body.items[0])).toEqual(['id', 'name']);
    expect(refusedFields(await app.as().get(`/games/${game.id}/keys?fields=hash`))).toEqual(['fields']);
  });

  it('is not issued for a deactivated game, where it would open nothing', async () => {
    const closed = await app.createGame();
    await app.as().delete(`/games/${closed.id}`).expect(204);
    problemOf(await app.as().post(`/games/${closed.id}/keys`).send({ name: 'late' }), 409, 'CONFLICT');
  });

  it('has its last use written to the minute', async () => {
    const issued = await issue();
    const lastUse = async (): Promise<string | null | undefined> => {
      const { body } = await app.as().get(`/games/${game.id}/keys?limit=100`).expect(200);
      return (body.items as { id: string; lastUsedAt: string | null }[]).find(({ id }) => id === issued.id)?.lastUsedAt;
    };
    const first = clock.now();
    await statusWith(issued.key);
    clock.time = new Date(first.getTime() + MINUTE - 1);
    await statusWith(issued.key);
    expect(await eventually(lastUse, first.toISOString())).toBe(first.toISOString());
    clock.time = new Date(first.getTime() + MINUTE);
    await statusWith(issued.key);
    const second = clock.now().toISOString();
    expect(await eventually(lastUse, second)).toBe(second);
  });

  it.each([
    ['name', { name: undefined }],
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['scope', { scope: 'admin' }],
    ['expiresAt', { expiresAt: 'tomorrow' }],
    ['expiresAt', { expiresAt: '2030-01-01' }],
    ['expiresAt', { expiresAt: 1_900_000_000_000 }],
    ['expiresAt', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['expiresAt', { expiresAt: '9999-12-31T23:59:59-12:00' }],
  ])('is not made with a bad %s: %j', async (path, body) => {
    const response = await app
      .as()
      .post(`/games/${game.id}/keys`)
      .send({ name: 'a key', ...body });
    expect(refusedFields(response)).toEqual([path]);
  });

  it('of a game is read by that game, and made and revoked by the administrator alone', async () => {
    const { body } = await app.as(game.apiKey).get(`/games/${game.id}/keys`).expect(200);
    expect(body.items.length).toBeGreaterThan(0);
    problemOf(await app.as(game.apiKey).post(`/games/${game.id}/keys`).send({ name: 'x' }), 403, 'FORBIDDEN');
  });

  it('is not revoked through another game', async () => {
    const [issued, other] = [await issue(), await app.createGame()];
    problemOf(await app.as().delete(`/games/${other.id}/keys/${issued.id}`), 404, 'NOT_FOUND');
    expect(await statusWith(issued.key)).toBe(200);
    expect(refusedFields(await app.as().delete(`/games/${game.id}/keys/x`))).toEqual(['keyId']);
  });
});

describe('GET /games/:gameId/keys', () => {
  it('pages by offset and by cursor, newest first, through keys of one millisecond', async () => {
    const own = await app.createGame();
    for (let made = 0; made < 6; made += 1) await issue({ name: `key ${made}` }, own.id);
    const { body: whole } = await app.as().get(`/games/${own.id}/keys`).expect(200);
    expect(whole.page).toEqual({ limit: 50, offset: 0, total: 7, nextCursor: null });
    const names = (whole.items as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['key 5', 'key 4', 'key 3', 'key 2', 'key 1', 'key 0', 'first key']);
    const seen: string[] = [];
    for (let query = 'limit=2'; query !== '';) {
      const { body } = await app.as().get(`/games/${own.id}/keys?${query}`).expect(200);
      seen.push(...(body.items as { name: string }[]).map(({ name }) => name));
      query = body.page.nextCursor === null ? '' : `limit=2&cursor=${body.page.nextCursor}`;
    }
    expect(seen).toEqual(names);
  });

  it('refuses a cursor of another list', async () => {
    const { body } = await app.as().get('/games?limit=1').expect(200);
    const cursor = body.page.nextCursor as string;
    problemOf(await app.as().get(`/games/${game.id}/keys?cursor=${cursor}`), 400, 'INVALID_CURSOR');
    problemOf(await app.as().get(`/games/${game.id}/keys?cursor=${MISSING}`), 400, 'INVALID_CURSOR');
  });
});

describe('two instances on one database and one Redis', () => {
  it('both refuse a revoked key, and the keys of a deactivated game', async () => {
    const { url: redisUrl } = await redisDatabase();
    const first = await startApp({ redisUrl });
    const second = await startApp({ redisUrl, databaseUrl: first.databaseUrl });
    try {
      const made = await first.createGame();
      const { body } = await first.as().post(`/games/${made.id}/keys`).send({ name: 'x' }).expect(201);
      for (const key of [made.apiKey, body.key as string]) {
        for (const instance of [first, second]) expect(await statusWith(key, instance, made.id)).toBe(200);
      }
      await first.as().delete(`/games/${made.id}/keys/${body.id}`).expect(204);
      expect(await eventually(() => statusWith(body.key as string, second, made.id), 401)).toBe(401);
      expect(await statusWith(made.apiKey, second, made.id)).toBe(200);
      await second.as().delete(`/games/${made.id}`).expect(204);
      expect(await eventually(() => statusWith(made.apiKey, first, made.id), 401)).toBe(401);
      expect(await statusWith(made.apiKey, second, made.id)).toBe(401);
    } finally {
      await second.close();
      await first.close();
    }
  });
});
