import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { EventStream } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';

/** A machine that is busy with other things answers slowly. */
jest.setTimeout(90_000);

const READERS = 500;
const BURST = 100;

let app: TestApp;
let game: { id: string; apiKey: string };
let player: { id: string };
let open: EventStream[] = [];

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  player = await app.createPlayer(game);
});

afterEach(() => {
  for (const stream of open) stream.close();
  open = [];
});

afterAll(() => app?.close());

const batchOf = (name: string, count: number) =>
  app
    .as(game.apiKey)
    .post('/events/batch')
    .send({
      events: Array.from({ length: count }, (_, place) => ({
        playerId: player.id,
        type: 'player.kill',
        eventId: `${name} ${place}`,
      })),
    })
    .expect(200);

const route = (place: number) => (place % 2 === 0 ? `/games/${game.id}/stream` : `/players/${player.id}/stream`);

async function dropped(): Promise<boolean> {
  const { text } = await app.as().get('/metrics');
  return /^agl_streams_dropped_total\{reason="slow"\} 1$/m.test(text);
}

describe('many readers', () => {
  it(`all get all of a burst: ${READERS} streams, ${BURST} events at once and some one by one`, async () => {
    for (let from = 0; from < READERS; from += 50) {
      const some = Array.from({ length: 50 }, (_, place) =>
        EventStream.open(app.url, route(from + place), game.apiKey),
      );
      open.push(...(await Promise.all(some)));
    }
    await batchOf('burst', BURST);
    for (const eventId of ['one', 'two', 'three']) {
      const body = { playerId: player.id, type: 'player.victory', eventId };
      await app.as(game.apiKey).post('/events').send(body).expect(201);
    }
    const all = [...Array.from({ length: BURST }, (_, place) => `burst ${place}`), 'one', 'two', 'three'];
    for (const stream of open) await stream.count(all.length);
    const wrong = open.filter(({ eventIds }) => JSON.stringify(eventIds) !== JSON.stringify(all));
    expect(wrong).toEqual([]);
  });
});

describe('a reader that stops reading', () => {
  it('is dropped, while one beside it gets everything and events are answered as before', async () => {
    const stuck = await EventStream.open(app.url, `/games/${game.id}/stream`, game.apiKey, { reads: false });
    const lively = await EventStream.open(app.url, `/games/${game.id}/stream`, game.apiKey);
    open.push(stuck, lively);
    let batches = 0;
    // What the operating system takes off our hands is its own affair: some megabytes.
    while (batches < 30 && !(await dropped())) {
      await batchOf(`flood ${batches}`, 1000);
      batches += 1;
      await lively.count(batches * 1000);
    }
    expect(await eventually(dropped, true)).toBe(true);
    expect(lively.events).toHaveLength(batches * 1000);
    expect(lively.isOver).toBe(false);
  });
});
