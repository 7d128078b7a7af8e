import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { EventStream, type EventStreamOptions } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';

/** A machine that is busy with other things answers slowly. */
jest.setTimeout(40_000);

let app: TestApp;
let game: { id: string; apiKey: string };
let mira: { id: string };
let open: EventStream[] = [];

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  mira = await app.createPlayer(game);
});

afterEach(() => {
  for (const stream of open) stream.close();
  open = [];
});

afterAll(() => app?.close());

async function listen(route: string, key = game.apiKey, options?: EventStreamOptions): Promise<EventStream> {
  const stream = await EventStream.open(app.url, route, key, options);
  open.push(stream);
  return stream;
}

async function areGone(): Promise<boolean> {
  return /^agl_streams_open 0$/m.test((await app.as().get('/metrics')).text);
}

/** Closes a stream and waits until the server knows. */
async function close(stream: EventStream): Promise<void> {
  stream.close();
  expect(await eventually(areGone, true)).toBe(true);
}

const post = (playerId: string, eventId: string, key = game.apiKey) =>
  app.as(key).post('/events').send({ playerId, type: 'player.kill', eventId }).expect(201);

describe('Last-Event-ID', () => {
  it('goes on after that event, with nothing missing and nothing twice', async () => {
    const route = `/players/${mira.id}/stream`;
    const first = await listen(route);
    await post(mira.id, 'a');
    await first.count(1);
    await close(first);
    await post(mira.id, 'b');
    await post((await app.createPlayer(game)).id, 'of another');
    const second = await listen(route, game.apiKey, { lastEventId: first.lastId });
    await post(mira.id, 'c');
    await second.count(2);
    expect(second.eventIds).toEqual(['b', 'c']);
    expect(second.ofName('gap')).toEqual([]);
  });

  it('works from the very beginning of a stream, before any event came', async () => {
    const first = await listen(`/games/${game.id}/stream`);
    await eventually(() => Promise.resolve(first.lastId !== ''), true);
    const place = first.lastId;
    first.close();
    await post(mira.id, 'in between');
    const second = await listen(`/games/${game.id}/stream`, game.apiKey, { lastEventId: place });
    await second.count(1);
    expect(second.eventIds).toEqual(['in between']);
  });

  it('says first that there is a gap when the id is too old, or from a log that is gone', async () => {
    const other = await app.createGame();
    const player = await app.createPlayer(other);
    const first = await listen(`/games/${other.id}/stream`, other.apiKey);
    await post(player.id, 'there', other.apiKey);
    await first.count(1);
    for (const lastEventId of ['1-0', '999999999999999-0']) {
      const second = await listen(`/games/${other.id}/stream`, other.apiKey, { lastEventId });
      await second.count(2);
      expect(second.events.map(({ event }) => event)).toEqual(['gap', 'reaction']);
      second.close();
    }
  });

  it('reaches back 1,000 events of a game, and says so when it does not', async () => {
    const other = await app.createGame();
    const player = await app.createPlayer(other);
    const first = await listen(`/games/${other.id}/stream`, other.apiKey);
    for (const part of [0, 1, 2]) {
      const events = Array.from({ length: 1000 }, (_, place) => ({
        playerId: player.id,
        type: 'player.kill',
        eventId: `${part * 1000 + place}`,
      }));
      await app.as(other.apiKey).post('/events/batch').send({ events }).expect(200);
      expect(await first.count((part + 1) * 1000)).toBe((part + 1) * 1000);
    }
    expect(first.eventIds).toEqual(Array.from({ length: 3000 }, (_, place) => `${place}`));
    const resume = async (place: number) => {
      const lastEventId = first.events[place]?.id ?? '';
      return listen(`/games/${other.id}/stream`, other.apiKey, { lastEventId });
    };
    const near = await resume(1999);
    expect(await near.count(1000)).toBe(1000);
    expect(near.eventIds[0]).toBe('2000');
    near.close();
    const far = await resume(10);
    await far.count(1001);
    expect(far.events[0]?.event).toBe('gap');
    expect(far.events.length).toBeGreaterThanOrEqual(1001);
    expect(far.eventIds.at(-1)).toBe('2999');
  });

  it('that is none of ours is refused', async () => {
    for (const lastEventId of ['yesterday', '1', '-', '1-2-3', `${'9'.repeat(40)}-0`]) {
      const answer = await app.as(game.apiKey).get(`/games/${game.id}/stream`).set('Last-Event-ID', lastEventId);
      problemOf(answer, 400, 'VALIDATION_FAILED');
    }
  });
});
