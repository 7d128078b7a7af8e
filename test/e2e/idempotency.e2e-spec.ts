import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { RequestMethod } from '@nestjs/common';
import { GUARDS_METADATA, METHOD_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import type { Response } from 'supertest';
import { Client } from 'pg';
import type { Claim } from '../../src/idempotency/idempotency.repository.js';
import { IdempotencyGuard } from '../../src/idempotency/idempotency.guard.js';
import { IdempotencyService } from '../../src/idempotency/idempotency.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { CleanUp } from '../support/clean-up.js';
import { problemOf, refusedFields } from '../support/problems.js';

const clock = new FixedClock(new Date('2026-03-04T12:00:00Z'));
const cleanUp = new CleanUp();
let app: TestApp;
let database: Client;
let game: { id: string; apiKey: string };
let key: string;

beforeAll(async () => {
  app = cleanUp.after(await startApp({ clock }), (made) => made.close());
  database = cleanUp.after(new Client({ connectionString: app.databaseUrl }), (made) => made.end());
  await database.connect();
  game = await app.createGame();
});

afterAll(() => cleanUp.run());

beforeEach(() => {
  key = randomUUID();
});

const post = (path: string, body: object, options: { as?: string; on?: TestApp } = {}) =>
  (options.on ?? app)
    .as(options.as ?? game.apiKey)
    .post(path)
    .set('Idempotency-Key', key)
    .send(body);

const makeGame = () => post('/games', { name: 'a game' }, { as: app.adminKey }).expect(201);

const replayed = ({ headers }: Response) => headers['idempotent-replayed'];

async function count(sql: string, ...params: unknown[]): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, params);
  return rows[0]?.count ?? -1;
}

const records = () => count('idempotency_records');

const guardsOf = (handler: object) => (Reflect.getMetadata(GUARDS_METADATA, handler) ?? []) as unknown[];

const idempotency = () => app.nest.get(IdempotencyService);

/** Takes the request of this test on, as the interceptor does. */
async function begun(): Promise<Claim> {
  const claim = await idempotency().begin(key, 'hash');
  expect(claim).toHaveProperty('claim');
  return claim as Claim;
}

/** Leaves all records as they are after claims that nobody will finish. */
async function abandon(): Promise<void> {
  const sql = 'UPDATE idempotency_records SET status = NULL, body = NULL, finished_at = NULL, claimed_at = $1';
  await database.query(sql, [clock.time]);
}

describe('the same key and the same body', () => {
  it('get the first answer again, and the work is done once', async () => {
    const player = await app.createPlayer(game);
    const body = { content: 'She found the lost sword.', type: 'quest' };
    const first = await post(`/players/${player.id}/memories`, body).expect(201);
    expect(replayed(first)).toBeUndefined();
    const again = await post(`/v1/players/${player.id}/memories`, { type: 'quest', content: body.content }).expect(201);
    expect(replayed(again)).toBe('true');
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(await count('memories WHERE player_id = $1', player.id)).toBe(1);
  });

  it('are done once when they come fifty times together', async () => {
    const body = { externalId: `fifty-${key}` };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('/players', body)));
    const fresh = answers.filter((answer) => answer.status === 201 && replayed(answer) === undefined);
    expect(fresh).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status === 201) expect(answer.text).toBe(fresh[0]?.text);
      else expect(problemOf(answer, 409, 'CONFLICT').detail).toContain('still');
      if (answer.status === 409) expect(answer.headers['retry-after']).toBe('1');
    }
    expect(await count('players WHERE external_id = $1', body.externalId)).toBe(1);
  });

  it('get the first answer from another instance, also when the first is gone', async () => {
    const first = await startApp({ clock, databaseUrl: app.databaseUrl });
    const created = await post('/games', { name: 'a game' }, { as: app.adminKey, on: first }).expect(201);
    await first.close();
    const again = await makeGame();
    expect(again.body).toEqual({ ...(created.body as object), apiKey: undefined });
  });

  it('do not get a secret a second time', async () => {
    const issue = () => post(`/games/${game.id}/keys`, { name: 'second' }, { as: app.adminKey }).expect(201);
    const { key: secret, ...rest } = (await issue()).body as { key: string };
    expect(secret).toMatch(/^agl_/);
    expect((await issue()).body).toEqual(rest);
    expect(await count('idempotency_records WHERE body LIKE $1', `%${secret}%`)).toBe(0);
    expect(await count('api_keys WHERE game_id = $1', game.id)).toBe(2);
  });

  it('are two requests after a day, and the old record is removed', async () => {
    const first = await makeGame();
    clock.time = new Date(clock.time.getTime() + 24 * 3_600_000 - 1);
    expect(replayed(await makeGame())).toBe('true');
    clock.time = new Date(clock.time.getTime() + 1);
    const second = await makeGame();
    expect(replayed(second)).toBeUndefined();
    expect((second.body as { id: string }).id).not.toBe((first.body as { id: string }).id);
    expect(await idempotency().purge()).toBeGreaterThan(0);
    expect(await records()).toBe(1);
    expect(replayed(await makeGame())).toBe('true');
  });
});

describe('the same key', () => {
  it('is one for all spellings of a path', async () => {
    const player = await app.createPlayer(game);
    const body = { playerId: player.id, type: 'player.kill' };
    const first = await post('/events', body).expect(201);
    for (const path of ['/EVENTS', '/%65vents', '/V1/events', '/events/']) {
      const again = await post(path, body).expect(201);
      expect([replayed(again), again.body.id]).toEqual(['true', first.body.id]);
    }
    key = randomUUID();
    const memory = { type: 'quest', content: 'Crossed the glass river.' };
    await post(`/players/${player.id}/memories`, memory).expect(201);
    expect(replayed(await post(`/players/${player.id.toUpperCase()}/memories`, memory))).toBe('true');
  });

  it('with another body is refused', async () => {
    await post('/players', { externalId: `a-${key}` }).expect(201);
    problemOf(await post('/players', { externalId: `b-${key}` }), 422, 'IDEMPOTENCY_KEY_REUSED');
    expect(await count('players WHERE external_id = $1', `b-${key}`)).toBe(0);
  });

  it('is another for another game, another route and another id', async () => {
    const other = await app.createGame();
    const externalId = `shared-${key}`;
    const first = await post('/players', { externalId }).expect(201);
    const second = await post('/players', { externalId }, { as: other.apiKey }).expect(201);
    expect(replayed(second)).toBeUndefined();
    expect((second.body as { id: string }).id).not.toBe((first.body as { id: string }).id);
    const { id } = first.body as { id: string };
    const search = await post(`/players/${id}/memories/search`, { query: 'sword' }).expect(200);
    expect(replayed(search)).toBeUndefined();
  });

  it('may come again with a body that is mended', async () => {
    expect(refusedFields(await post('/players', { externalId: '' }))).toEqual(['externalId']);
    expect(replayed(await post('/players', { externalId: `mended-${key}` }).expect(201))).toBeUndefined();
  });

  it('may come again after a refusal, with another body', async () => {
    const event = { playerId: randomUUID(), type: 'player.kill' };
    problemOf(await post('/events', event), 404, 'NOT_FOUND');
    problemOf(await post('/events', event), 404, 'NOT_FOUND');
    const player = await app.createPlayer(game);
    expect(replayed(await post('/events', { ...event, playerId: player.id }).expect(201))).toBeUndefined();
    expect(await count('game_events WHERE player_id = $1', player.id)).toBe(1);
  });

  it('is looked at by every POST, and by nothing else', () => {
    const handlers = [...app.nest.get(ModulesContainer).values()]
      .flatMap(({ controllers }) => [...controllers.values()])
      .flatMap(({ metatype }) => Object.values(Object.getOwnPropertyDescriptors(metatype?.prototype as object)))
      .map(({ value }) => value as object)
      .filter((handler) => Reflect.hasMetadata(METHOD_METADATA, handler));
    const [posts, others] = [true, false].map((isPost) =>
      handlers.filter((handler) => (Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.POST) === isPost),
    );
    expect(posts?.length).toBeGreaterThan(10);
    expect(posts?.filter((handler) => guardsOf(handler).at(-1) !== IdempotencyGuard)).toEqual([]);
    expect(others?.filter((handler) => guardsOf(handler).includes(IdempotencyGuard))).toEqual([]);
  });

  it('has 1 to 255 visible characters', async () => {
    key = 'two words';
    expect(problemOf(await post('/players', { externalId: 'x' }), 400, 'BAD_REQUEST').detail).toContain(
      'Idempotency-Key',
    );
    await app.as(game.apiKey).get('/players').set('Idempotency-Key', key).expect(200);
  });
});

describe('a request whose process died', () => {
  it('is blocked for a minute, then done again; an event that was written is found', async () => {
    const player = await app.createPlayer(game);
    const event = { playerId: player.id, type: 'player.kill' };
    const first = await post('/events', event).expect(201);
    await abandon();
    problemOf(await post('/events', event), 409, 'CONFLICT');
    problemOf(await post('/events', { ...event, type: 'player.death' }), 422, 'IDEMPOTENCY_KEY_REUSED');
    clock.time = new Date(clock.time.getTime() + 60_000);
    const again = await post('/events', event).expect(200);
    expect((again.body as { eventId: string }).eventId).toBe((first.body as { eventId: string }).eventId);
    expect(await count('game_events WHERE player_id = $1', player.id)).toBe(1);
    expect(replayed(await post('/events', event))).toBe('true');
  });

  it('cannot finish what another has taken over', async () => {
    const late = await begun();
    clock.time = new Date(clock.time.getTime() + 60_000);
    const current = await begun();
    expect(current.createdAt).toEqual(late.createdAt);
    await idempotency().finish(late, 201, { from: 'late' }, null);
    await expect(begun()).rejects.toMatchObject({ code: 'CONFLICT' });
    await idempotency().finish(current, 200, { from: 'current' }, null);
    expect(await idempotency().begin(key, 'hash')).toEqual({ status: 200, body: { from: 'current' } });
  });

  it('may be done again at once after a failure, by the same request only', async () => {
    const failed = await begun();
    await idempotency().letGo(failed, false);
    await expect(idempotency().begin(key, 'other')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const again = await begun();
    expect(again.createdAt).toEqual(failed.createdAt);
    await idempotency().letGo(again, true);
    expect(await idempotency().begin(key, 'other')).toHaveProperty('claim');
  });
});

describe('an erasure', () => {
  it('takes the recorded answers with it', async () => {
    const player = await app.createPlayer(game);
    await post('/events', { playerId: player.id, type: 'player.kill' }).expect(201);
    expect(await count('idempotency_records WHERE player_id = $1', player.id)).toBe(1);
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    expect(await count('idempotency_records WHERE player_id = $1', player.id)).toBe(0);
  });
});
