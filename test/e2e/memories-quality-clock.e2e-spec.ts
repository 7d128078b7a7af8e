import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startApp, FixedClock, type TestApp } from '../support/app.js';

jest.setTimeout(60_000);

const START = new Date('2026-03-01T12:00:00.000Z');
const HOUR = 3_600;

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock });
  game = await app.createGame();
}, 60_000);

afterAll(async () => {
  await app?.close();
});

interface Found {
  readonly memory: { readonly content: string };
  readonly scores: Record<'recency' | 'mood', number>;
}

/** Two memories of one wall-clock hour: by the game's clock a day lies between them. */
async function twoDays(): Promise<string> {
  const { id } = await app.createPlayer(game);
  clock.time = START;
  for (const [content, day] of [
    ['The harbor burned at the old pier.', 1],
    ['The harbor flooded at the new pier.', 2],
  ] as const) {
    const memory = { type: 'session', content, importance: 0.6, context: { gameTime: day * 24 * HOUR } };
    await app.as(game.apiKey).post(`/players/${id}/memories`).send(memory).expect(201);
  }
  return id;
}

const order = (items: Found[]) => items.map(({ memory }) => memory.content.split(' ')[2]);

describe("the game's own clock", () => {
  it('makes the later of two memories the fresher one, when an event says what time it is', async () => {
    const id = await twoDays();
    const context = async (gameTime?: number) => {
      const event = { type: 'player.sessionstart', data: { name: 'harbor pier' }, context: { gameTime } };
      const { body } = await app
        .as(game.apiKey)
        .post(`/players/${id}/memories/search`)
        .send({ query: 'harbor pier', explain: true })
        .expect(200);
      const made = await app
        .as(game.apiKey)
        .post(`/players/${id}/memories/context`)
        .send({ event: { ...event, type: 'harbor.pier' } })
        .expect(200);
      return { searched: body.items as Found[], made: made.body.items as (Found & { score: number })[] };
    };
    const without = await context();
    expect(without.searched.map(({ scores }) => scores.recency)).toEqual([1, 1]);
    const withClock = await context(2 * 24 * HOUR);
    expect(order(withClock.made)).toEqual(['flooded', 'burned']);
    // A day of the game is 0.99 to the 24th of the recency, which has 0.15 of the score.
    const [fresh, stale] = withClock.made.map(({ score }) => score);
    expect(fresh! - stale!).toBeCloseTo(0.15 * (1 - 0.99 ** 24), 2);
  });

  it('is known to a search from the event before', async () => {
    const id = await twoDays();
    const event = { playerId: id, type: 'player.sessionend', context: { gameTime: 2 * 24 * HOUR } };
    await app.as(game.apiKey).post('/events').send(event).expect(201);
    const { body } = await app
      .as(game.apiKey)
      .post(`/players/${id}/memories/search`)
      .send({ query: 'harbor pier', explain: true })
      .expect(200);
    const recency = new Map((body.items as Found[]).map((item) => [order([item])[0], item.scores.recency]));
    expect(recency.get('flooded')).toBe(1);
    expect(recency.get('burned')).toBeCloseTo(0.99 ** 24, 4);
  });
});

describe('mood', () => {
  it('brings up what felt alike: the stored one, or the one that a search names', async () => {
    const { id } = await app.createPlayer(game);
    for (const [content, emotion] of [
      ['The duel of the red bridge was won.', 'proud'],
      ['The duel of the blue bridge was lost.', 'sad'],
    ] as const) {
      const memory = { type: 'combat', content, importance: 0.6, emotion };
      await app.as(game.apiKey).post(`/players/${id}/memories`).send(memory).expect(201);
    }
    const first = async (mood?: string) => {
      const { body } = await app
        .as(game.apiKey)
        .post(`/players/${id}/memories/search`)
        .send({ query: 'duel bridge', explain: true, ...(mood === undefined ? {} : { mood }) })
        .expect(200);
      return (body.items as Found[])[0]!.memory.content;
    };
    expect(await first('sad')).toContain('lost');
    expect(await first('proud')).toContain('won');
    for (let n = 0; n < 6; n += 1) {
      const event = { playerId: id, type: 'player.defeat', data: { margin: -1, lossStreak: 6 } };
      await app.as(game.apiKey).post('/events').send(event).expect(201);
    }
    expect(await first()).toContain('lost');
  });
});
