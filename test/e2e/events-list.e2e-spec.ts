import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

describe('GET /players/:playerId/events', () => {
  it('lists what happened last first, filtered and paged both ways', async () => {
    const player = await app.createPlayer(game);
    const startedAt = Date.now() - 1_000_000;
    await app
      .as(game.apiKey)
      .post('/events/batch')
      .send({
        events: Array.from({ length: 30 }, (_, index) => ({
          playerId: player.id,
          type: index % 3 === 0 ? 'player.victory' : 'player.betrayed',
          eventId: `list-${player.id}-${index}`,
          occurredAt: new Date(startedAt + index * 1000).toISOString(),
        })),
      })
      .expect(200);
    const get = (query: string) => app.as(game.apiKey).get(`/players/${player.id}/events?${query}`);
    const first = await get('limit=10').expect(200);
    expect(first.body.page).toMatchObject({ limit: 10, offset: 0, total: 30 });
    const times = first.body.items.map(({ occurredAt }: { occurredAt: string }) => occurredAt);
    expect(times).toEqual([...times].sort().toReversed());
    const next = await get(`limit=25&cursor=${first.body.page.nextCursor}`).expect(200);
    expect(next.body.items).toHaveLength(20);
    expect(next.body.page).toEqual({ limit: 25, nextCursor: null });
    const wins = await get('type=player.victory').expect(200);
    expect(wins.body.page.total).toBe(10);
    const since = await get(`since=${encodeURIComponent(new Date(startedAt + 25_000).toISOString())}`).expect(200);
    expect(since.body.page.total).toBe(5);
    const { body: angry } = await get('emotion=angry&fields=id,emotion').expect(200);
    expect(angry.items.length).toBeGreaterThan(0);
    expect(angry.items.every((item: object) => JSON.stringify(Object.keys(item)) === '["id","emotion"]')).toBe(true);
    await get('emotion=joyous').expect(400);
    await get('fields=id,secret').expect(400);
    await get('cursor=nonsense').expect(400);
    await get('limit=0').expect(400);
    await app.as(other.apiKey).get(`/players/${player.id}/events`).expect(404);
  });
});
