import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Response } from 'supertest';
import { REACTION_FEED, type ReactionFeed } from '../../src/events/reaction-feed.port.js';
import { startApp, type TestApp } from '../support/app.js';
import { EventStream, type EventStreamOptions } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';

/** Keys are looked at every two seconds, and a machine that is busy takes its time. */
jest.setTimeout(40_000);

let app: TestApp;
let game: { id: string; apiKey: string };
let mira: { id: string };
let open: EventStream[] = [];

beforeAll(async () => {
  app = await startApp({ env: { STREAM_HEARTBEAT_MS: '50', STREAMS_PER_KEY: '4', STREAMS_PER_PROCESS: '6' } });
  game = await app.createGame();
  mira = await app.createPlayer(game);
});

afterEach(async () => {
  for (const stream of open) stream.close();
  open = [];
  expect(await openStreams(0)).toBe(0);
});

afterAll(() => app?.close());

async function listen(route: string, key = game.apiKey, options?: EventStreamOptions): Promise<EventStream> {
  const stream = await EventStream.open(app.url, route, key, options);
  open.push(stream);
  return stream;
}

/** Waits until the process has so many streams open; answers how many it has. */
async function openStreams(wanted: number): Promise<number> {
  return eventually(() => metric('agl_streams_open'), wanted);
}

async function metric(name: string): Promise<number> {
  const { text } = await app.as().get('/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

const post = (playerId: string, body: object = {}, key = game.apiKey): Promise<Response> =>
  app
    .as(key)
    .post('/events')
    .send({ playerId, type: 'player.kill', ...body })
    .expect(201)
    .then((answer) => answer);

describe("a player's stream", () => {
  it('tells each reaction as POST /events answers it, without the receipt', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    expect(stream.status).toBe(200);
    const { body } = await post(mira.id, { eventId: 'first', receipt: true });
    const { receipt, ...reaction } = body as Record<string, unknown>;
    expect(receipt).toBeDefined();
    expect(await stream.count(1)).toBe(1);
    expect(stream.events[0]).toEqual({ id: expect.stringMatching(/^\d+-\d+$/), event: 'reaction', data: reaction });
  });

  it('is one that no proxy and no compression holds back', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    const { response } = stream;
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['content-length']).toBeUndefined();
    expect(await eventually(() => Promise.resolve(stream.retry), '2000')).toBe('2000');
  });

  it('has no event of another player; the stream of the game has all, and batches too', async () => {
    const lin = await app.createPlayer(game);
    const [ofMira, ofLin, ofAll] = [
      await listen(`/players/${mira.id}/stream`),
      await listen(`/v1/players/${lin.id}/stream`),
      await listen(`/games/${game.id}/stream`),
    ];
    await post(mira.id, { eventId: 'of mira' });
    await post(lin.id, { eventId: 'of lin' });
    const events = [mira, lin, mira].map(({ id }, place) => ({
      playerId: id,
      type: 'player.kill',
      eventId: `batch ${place}`,
    }));
    await app.as(game.apiKey).post('/events/batch').send({ events }).expect(200);
    await ofAll.count(5);
    expect(ofAll.eventIds).toEqual(['of mira', 'of lin', 'batch 0', 'batch 1', 'batch 2']);
    await ofMira.count(3);
    expect(ofMira.eventIds).toEqual(['of mira', 'batch 0', 'batch 2']);
    await ofLin.count(2);
    expect(ofLin.eventIds).toEqual(['of lin', 'batch 1']);
    expect(ofMira.events[1]?.data).toMatchObject({ playerId: mira.id, dialogue: null });
  });

  it('does not tell a repeat, nor what was refused', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    await post(mira.id, { eventId: 'once' });
    await app
      .as(game.apiKey)
      .post('/events')
      .send({ playerId: mira.id, type: 'player.kill', eventId: 'once' })
      .expect(200);
    await app.as(game.apiKey).post('/events').send({ playerId: mira.id, type: 'nonsense' }).expect(400);
    await post(mira.id, { eventId: 'after' });
    await stream.count(2);
    expect(stream.eventIds).toEqual(['once', 'after']);
  });

  it('tells a line that is finished later', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    const line = { eventId: 'of the line', dialogue: { text: 'Well played.\n\nevent: end' } };
    app.nest.get<ReactionFeed>(REACTION_FEED).publish(game.id, mira.id, 'line', line);
    expect(await stream.count(1)).toBe(1);
    expect(stream.events).toEqual([{ id: stream.lastId, event: 'line', data: line }]);
  });

  it('keeps the order of a player whose events come at once', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    await Promise.all(Array.from({ length: 30 }, () => post(mira.id)));
    expect(await stream.count(30)).toBe(30);
    const { body } = await app.as(game.apiKey).get(`/players/${mira.id}/events?limit=30&fields=id,createdAt`);
    const stored = (body as { items: { id: string }[] }).items.map(({ id }) => id);
    expect(stream.events.map(({ data }) => data['id']).toSorted()).toEqual(stored.toSorted());
    expect(stream.events.map(({ id }) => id)).toEqual(stream.events.map(({ id }) => id).toSorted(byId));
  });

  it('lives: comments come, with the place to go on from', async () => {
    const stream = await listen(`/players/${mira.id}/stream`);
    const lin = await app.createPlayer(game);
    await post(lin.id);
    const before = stream.lastId;
    expect(await eventually(() => Promise.resolve(stream.comments > 2 && stream.lastId !== before), true)).toBe(true);
    expect(stream.events).toEqual([]);
  });
});

describe('who may listen', () => {
  it('is who has a key for that game', async () => {
    const other = await app.createGame();
    for (const route of [`/players/${mira.id}/stream`, `/games/${game.id}/stream`]) {
      problemOf(await app.as(other.apiKey).get(route), 404, 'NOT_FOUND');
      problemOf(await app.http.get(route), 401, 'UNAUTHORIZED');
      expect((await listen(route, app.adminKey)).status).toBe(200);
    }
    const unknown = '0193aaaa-0000-7000-8000-000000000000';
    problemOf(await app.as(game.apiKey).get(`/players/${unknown}/stream`), 404, 'NOT_FOUND');
    problemOf(await app.as().get(`/games/${unknown}/stream`), 404, 'NOT_FOUND');
    problemOf(await app.as(game.apiKey).get('/players/mira/stream'), 400, 'VALIDATION_FAILED');
  });

  it('is asked again: a revoked key, a deactivated game and an erased player end the stream', async () => {
    const doomed = await app.createGame();
    const player = await app.createPlayer(doomed);
    const { body: second } = await app.as().post(`/games/${doomed.id}/keys`).send({ name: 'second' }).expect(201);
    const { id: keyId, key } = second as { id: string; key: string };
    const ofSecond = await listen(`/games/${doomed.id}/stream`, key);
    const ofPlayer = await listen(`/players/${player.id}/stream`, doomed.apiKey);
    const ofAdmin = await listen(`/games/${doomed.id}/stream`, app.adminKey);
    await post(player.id, {}, doomed.apiKey);
    await ofPlayer.count(1);
    await app.as().delete(`/games/${doomed.id}/keys/${keyId}`).expect(204);
    expect(await ofSecond.over(8000)).toBe(true);
    expect(ofSecond.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'unauthorized' } });
    await app.as(doomed.apiKey).delete(`/players/${player.id}`).expect(200);
    expect(await ofPlayer.over()).toBe(true);
    expect(ofPlayer.events.at(-1)).toMatchObject({ event: 'end', data: { reason: 'gone' } });
    expect(ofAdmin.isOver).toBe(false);
    const isResumed = async () => {
      const resumed = await listen(`/games/${doomed.id}/stream`, app.adminKey, { lastEventId: '1-0' });
      await resumed.count(1);
      const place = eventually(() => Promise.resolve(resumed.comments > 0), true);
      expect(await place).toBe(true);
      resumed.close();
      return JSON.stringify(resumed.events).includes(player.id);
    };
    expect(await eventually(isResumed, false)).toBe(false);
    await app.as().delete(`/games/${doomed.id}`).expect(204);
    expect(await ofAdmin.over(8000)).toBe(true);
    problemOf(await app.as().get(`/games/${doomed.id}/stream`), 409, 'CONFLICT');
  });

  it('may have so many streams open, by a key and in a process', async () => {
    const route = `/games/${game.id}/stream`;
    for (let count = 0; count < 4; count += 1) await listen(route);
    const refused = await app.as(game.apiKey).get(route);
    problemOf(refused, 429, 'RATE_LIMITED');
    expect(refused.headers['retry-after']).toBe('5');
    await listen(route, app.adminKey);
    await listen(route, app.adminKey);
    problemOf(await app.as().get(route), 503, 'UNAVAILABLE');
    open.pop()?.close();
    expect(await openStreams(5)).toBe(5);
    await listen(route, app.adminKey);
  });

  it('may ask for the head of it, which is no stream', async () => {
    const answer = await app.as(game.apiKey).head(`/games/${game.id}/stream`).expect(200);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(await metric('agl_streams_open')).toBe(0);
  });
});

describe('metrics', () => {
  it('count streams and events, and do not take an open stream for a slow answer', async () => {
    const before = await metric('agl_stream_events_total{event="reaction"}');
    const stream = await listen(`/games/${game.id}/stream`);
    expect(await metric('agl_streams_open')).toBe(1);
    await post(mira.id);
    await stream.count(1);
    expect(await metric('agl_stream_events_total{event="reaction"}')).toBe(before + 1);
    await eventually(() => Promise.resolve(stream.comments > 5), true);
    stream.close();
    await openStreams(0);
    const { text } = await app.as().get('/metrics');
    const sums = text.split('\n').filter((line) => /_sum\{.*route="\/games\/:gameId\/stream",status="200"/.test(line));
    const counts = text
      .split('\n')
      .filter((line) => /_count\{.*route="\/games\/:gameId\/stream",status="200"/.test(line));
    expect(numberOf(counts[0])).toBeGreaterThan(1);
    expect(numberOf(sums[0]) / numberOf(counts[0])).toBeLessThan(0.2);
  });
});

/** The value of a line of metrics. */
function numberOf(line = ''): number {
  return Number(line.split(' ').at(-1));
}

/** By time, then by place within it. */
function byId(a: string, b: string): number {
  const [[aMs = 0, aPlace = 0], [bMs = 0, bPlace = 0]] = [a, b].map((id) => id.split('-').map(Number)) as [
    number[],
    number[],
  ];
  return aMs - bMs || aPlace - bPlace;
}
