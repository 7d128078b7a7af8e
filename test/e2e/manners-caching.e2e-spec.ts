import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { problemOf } from '../support/problems.js';
import { sendRaw } from '../support/raw-request.js';

let app: TestApp;
let game: { id: string; apiKey: string };
let player: { id: string };

beforeAll(async () => {
  app = await startApp({ clock: new FixedClock(new Date('2026-05-01T12:00:00Z')) });
  game = await app.createGame();
  player = await app.createPlayer(game);
});

afterAll(() => app?.close());

const own = () => app.as(game.apiKey);

/** A player whose preferences make an answer of some size. */
const withPreference = (characters: number) => app.createPlayer(game, { preferences: { a: 'x'.repeat(characters) } });
const fetched = ({ id }: { id: string }, headers: Record<string, string> = {}) =>
  sendRaw(app.url, `/players/${id}?fields=preferences`, { 'x-api-key': game.apiKey, ...headers });

/** Headers without what is of the moment, or of the transfer of a body. */
const told = ({ headers }: { headers: IncomingHttpHeaders }) => ({
  ...headers,
  date: '',
  ratelimit: '',
  'transfer-encoding': '',
});

describe('caching', () => {
  it.each([
    '/players/ID?fields=id',
    '/games/GAME?fields=name',
    '/players',
    '/games/GAME',
    '/games/GAME/keys',
    '/players/ID/events',
    '/players/ID/memories',
    '/emotion/catalog',
  ])('of %s is by its ETag, for its reader alone', async (pattern) => {
    const path = pattern.replace('ID', player.id).replace('GAME', game.id);
    const first = await own().get(path).expect(200);
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^W\/".+"$/);
    expect(first.headers['cache-control']).toMatch(/^private, max-age=\d+$/);
    expect(String(first.headers.vary)).toMatch(/X-API-Key, Authorization/);
    const again = await own().get(path).set('If-None-Match', etag);
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers.etag).toBe(etag);
    const other = await own().get(path).set('If-None-Match', 'W/"x"');
    expect(other.status).toBe(200);
  });

  it('of a player ends with any change: an event, a memory, a patch', async () => {
    const watched = await app.createPlayer(game);
    const at = `/players/${watched.id}`;
    const changes = [
      () => own().post('/events').send({ playerId: watched.id, type: 'player.kill' }),
      () => own().post(`${at}/memories`).send({ type: 'quest', content: 'Crossed the glass river alone.' }),
      () => own().patch(at).send({ language: 'ja' }),
    ];
    for (const change of changes) {
      const { headers } = await own().get(at).expect(200);
      await own().get(at).set('If-None-Match', String(headers.etag)).expect(304);
      expect((await change()).status).toBeLessThan(300);
      await own().get(at).set('If-None-Match', String(headers.etag)).expect(200);
    }
  });

  it('tells the fields of a player apart', async () => {
    const at = `/players/${player.id}`;
    const { headers } = await own().get(`${at}?fields=id`).expect(200);
    await own().get(at).set('If-None-Match', String(headers.etag)).expect(200);
    await own().get(`${at}?fields=language`).set('If-None-Match', String(headers.etag)).expect(200);
  });

  it('is not of writes, of refusals or of exports', async () => {
    const write = await own().post('/players').send({ externalId: 'uncached' }).expect(201);
    const refusal = await own().get('/nowhere');
    const dump = await own().get(`/players/${player.id}/export`).expect(200);
    for (const { headers } of [write, refusal, dump]) expect(headers['cache-control']).toBe('no-store');
    expect(refusal.headers.etag).toBeUndefined();
  });

  it('never lets an answer be another key’s', async () => {
    const other = await app.createGame();
    const { headers } = await own().get(`/players/${player.id}`).expect(200);
    const foreign = await app.as(other.apiKey).get(`/players/${player.id}`).set('If-None-Match', String(headers.etag));
    problemOf(foreign, 404, 'NOT_FOUND');
  });
});

describe('compression', () => {
  it('is of answers of 1 KB and more, for those who take it', async () => {
    const [small, large] = [await withPreference(10), await withPreference(5000)];
    const gzip = { 'accept-encoding': 'gzip' };
    const unzipped = await fetched(large);
    expect(unzipped.headers['content-encoding']).toBeUndefined();
    expect(unzipped.bytes).toBeGreaterThan(5000);
    const zipped = await fetched(large, gzip);
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.bytes).toBeLessThan(500);
    expect(String(zipped.headers.vary)).toContain('Accept-Encoding');
    expect((await fetched(small, gzip)).headers['content-encoding']).toBeUndefined();
  });

  it('is of exports too', async () => {
    const { id } = await withPreference(5000);
    const dump = await sendRaw(app.url, `/players/${id}/export`, {
      'x-api-key': game.apiKey,
      'accept-encoding': 'gzip',
    });
    expect(dump.headers['content-encoding']).toBe('gzip');
    expect(dump.bytes).toBeLessThan(2000);
  });

  it.each([
    ['/players/ID', 'gzip'],
    ['/players/ID', 'identity'],
    ['/players/ID?fields=preferences', 'gzip'],
    ['/players/ID?fields=preferences', 'br, gzip;q=0.5'],
    ['/players/ID?fields=preferences', 'identity'],
    ['/players/ID?fields=id', 'gzip'],
    ['/players', 'deflate'],
    ['/openapi.json', 'gzip'],
    ['/docs', 'gzip'],
  ])('is told to HEAD as to GET: %s with %s', async (pattern, encoding) => {
    const { id } = await withPreference(5000);
    const path = pattern.replace('ID', id);
    const asked = { 'x-api-key': game.apiKey, 'accept-encoding': encoding, 'x-request-id': 'the-same' };
    const got = await sendRaw(app.url, path, asked);
    const head = await sendRaw(app.url, path, asked, 'HEAD');
    expect([head.status, head.bytes]).toEqual([200, 0]);
    expect(told(head)).toEqual(told(got));
  });

  it('starts at the byte it is said to start at', async () => {
    const frame = Buffer.byteLength('{"preferences":{"a":""}}');
    for (const [bytes, encoding] of [
      [1023, undefined],
      [1024, 'gzip'],
    ] as const) {
      const of = await withPreference(bytes - frame);
      const plain = await fetched(of);
      expect(plain.bytes).toBe(bytes);
      const answer = await fetched(of, { 'accept-encoding': 'gzip' });
      expect([bytes, answer.headers['content-encoding']]).toEqual([bytes, encoding]);
    }
  });
});

describe('COMPRESSION_LEVEL=0', () => {
  it('leaves every answer as it is, the kept ones too', async () => {
    const plain = await startApp({ env: { COMPRESSION_LEVEL: '0', COMPRESSION_THRESHOLD: '1' } });
    try {
      const { apiKey } = await plain.createGame();
      const { id } = await plain.createPlayer({ apiKey }, { preferences: { a: 'x'.repeat(4096) } });
      for (const path of [`/players/${id}`, '/players', `/players/${id}/export`]) {
        const answer = await sendRaw(plain.url, path, { 'x-api-key': apiKey, 'accept-encoding': 'gzip' });
        expect([path, answer.headers['content-encoding']]).toEqual([path, undefined]);
      }
    } finally {
      await plain.close();
    }
  });
});
