import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';

/** Where a player's data may be. */
const TABLES = ['player_states', 'game_events', 'memories', 'memory_vectors', 'memory_outbox', 'player_lines'] as const;
type Held = Record<(typeof TABLES)[number] | 'players' | 'metrics', number>;

let app: TestApp;
let database: Client;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
  game = await app.createGame();
});

afterAll(async () => {
  await database?.end();
  await app?.close();
});

async function count(sql: string, id: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, [id]);
  return rows[0]?.count ?? -1;
}

async function held(playerId: string): Promise<Held> {
  const counts = { players: await count('players WHERE id = $1', playerId) } as Held;
  for (const table of TABLES) counts[table] = await count(`${table} WHERE player_id = $1`, playerId);
  counts.metrics = await count('service_metrics WHERE player_id = $1', playerId);
  return counts;
}

const NOTHING: Held = {
  players: 0,
  player_states: 0,
  game_events: 0,
  memories: 0,
  memory_vectors: 0,
  memory_outbox: 0,
  player_lines: 0,
  metrics: 0,
};

/** A player with events, memories of both kinds, lines and metrics. */
async function livedIn(): Promise<{ id: string; externalId: string }> {
  const player = await app.createPlayer(game, { preferences: { music: 'off' } });
  for (const type of ['player.victory', 'player.death', 'player.lootlegendary']) {
    await app
      .as(game.apiKey)
      .post('/events')
      .send({ playerId: player.id, type, data: { item: 'Bow' } })
      .expect(201);
  }
  const memory = { type: 'quest', content: 'Found the lost bell of the drowned village.' };
  await app.as(game.apiKey).post(`/players/${player.id}/memories`).send(memory).expect(201);
  await app.as(game.apiKey).post(`/players/${player.id}/memories/search`).send({ query: 'bell' }).expect(200);
  return player;
}

/** Metrics are written up to a quarter of a second later and in order; a player who lived last searched once. */
async function metricsWritten(playerId: string): Promise<void> {
  const searches = () => count(`service_metrics WHERE method = 'search' AND player_id = $1`, playerId);
  expect(await eventually(searches, 1)).toBe(1);
}

describe('DELETE /players/:playerId', () => {
  it('gives a receipt of what was there, and leaves nothing but metrics without a name', async () => {
    const player = await livedIn();
    const bystander = await livedIn();
    const metrics = await count('service_metrics WHERE game_id = $1', game.id);
    await metricsWritten(player.id);
    const before = await held(player.id);
    expect(before).toMatchObject({ players: 1, player_states: 1, game_events: 3 });
    expect(Math.min(before.memories, before.memory_vectors, before.player_lines, before.metrics)).toBeGreaterThan(0);
    const untouched = await held(bystander.id);

    const { body } = await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    expect(body).toEqual({
      playerId: player.id,
      erased: {
        events: before.game_events,
        memories: before.memories,
        vectors: before.memory_vectors,
        cacheEntries: expect.any(Number),
        metricsAnonymised: before.metrics,
      },
      erasedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await held(player.id)).toEqual(NOTHING);
    expect(await count('service_metrics WHERE game_id = $1', game.id)).toBeGreaterThanOrEqual(metrics);
    expect(await held(bystander.id)).toMatchObject({ ...untouched, metrics: expect.any(Number) });
  });

  it('makes every route of the player a 404', async () => {
    const player = await livedIn();
    const { body: list } = await app.as(game.apiKey).get(`/players/${player.id}/memories`).expect(200);
    const memoryId = list.items[0].id as string;
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    const own = app.as(game.apiKey);
    const at = `/players/${player.id}`;
    const answers = [
      await own.get(at),
      await own.patch(at).send({ language: 'ja' }),
      await own.delete(at),
      await own.get(`${at}/export`),
      await own.get(`${at}/events`),
      await own.get(`${at}/memories`),
      await own.post(`${at}/memories`).send({ type: 'quest', content: 'x' }),
      await own.post(`${at}/memories/search`).send({ query: 'x' }),
      await own.get(`/memories/${memoryId}`),
      await own.post('/events').send({ playerId: player.id, type: 'player.kill' }),
    ];
    for (const answer of answers) problemOf(answer, 404, 'NOT_FOUND');
    const { body } = await own.get(`/players?externalId=${player.externalId}`).expect(200);
    expect(body.items).toEqual([]);
  });

  it('frees the externalId for a new player who knows nothing', async () => {
    const player = await livedIn();
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    const { body } = await app.as(game.apiKey).post('/players').send({ externalId: player.externalId }).expect(201);
    expect(body.id).not.toBe(player.id);
    expect(body).toMatchObject({ preferences: {}, stats: { totalEvents: 0, totalMemories: 0 }, recentMemories: [] });
  });

  it('is done once when it is asked for many times at once', async () => {
    const player = await livedIn();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => app.as(game.apiKey).delete(`/players/${player.id}`)),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404, 404]);
  });

  it('leaves nothing behind while events, batches, memories and changes come in', async () => {
    for (let round = 0; round < 5; round += 1) {
      const player = await livedIn();
      const own = app.as(game.apiKey);
      const at = `/players/${player.id}`;
      const event = { playerId: player.id, type: 'player.victory', data: { mvp: true } };
      const writes = Array.from({ length: 8 }, (_, index) => [
        own.post('/events').send(event),
        own.post('/events/batch').send({ events: [event, event, event] }),
        own.post(`${at}/memories`).send({ type: 'quest', content: `Memory number ${index} of a long day.` }),
        own.post(`${at}/memories/search`).send({ query: 'day' }),
        own.patch(at).send({ preferences: { index } }),
      ]).flat();
      writes.splice(10, 0, own.delete(at));
      const answers = await Promise.all(writes);
      expect(answers.filter(({ status }) => status >= 500).map(({ body }) => body as unknown)).toEqual([]);
      expect(answers[10]?.status).toBe(200);
      // The next player's metrics are there: so are all before them.
      const marker = await app.createPlayer(game);
      await own.post(`/players/${marker.id}/memories/search`).send({ query: 'day' }).expect(200);
      await metricsWritten(marker.id);
      expect(await held(player.id)).toEqual(NOTHING);
    }
  });
});

describe('GET /players/:playerId/export', () => {
  it('streams all that is held on the player, one JSON object a line', async () => {
    const player = await livedIn();
    await metricsWritten(player.id);
    const response = await app.as(game.apiKey).get(`/players/${player.id}/export`).buffer(true).expect(200);
    expect(response.headers['content-type']).toMatch(/^application\/x-ndjson/);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.text.endsWith('\n')).toBe(true);
    const lines = response.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; id?: string; preferences?: unknown; content?: string });
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    const there = await held(player.id);
    expect({
      player: of('player').length,
      state: of('state').length,
      event: of('event').length,
      memory: of('memory').length,
      vector: of('vector').length,
      line: of('line').length,
      metric: of('metric').length,
    }).toEqual({
      player: 1,
      state: 1,
      event: there.game_events,
      memory: there.memories,
      vector: there.memory_vectors,
      line: there.player_lines,
      metric: there.metrics,
    });
    const kinds = ['player', 'state', 'event', 'memory', 'vector', 'line', 'metric'];
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(kinds));
    expect(of('player')[0]).toMatchObject({ id: player.id, preferences: { music: 'off' } });
    expect(of('memory').map(({ content }) => content)).toContain('Found the lost bell of the drowned village.');
  });

  it('goes on past the size of one batch', async () => {
    const player = await app.createPlayer(game);
    const events = Array.from({ length: 1000 }, (_, index) => ({
      playerId: player.id,
      type: 'player.kill',
      eventId: `many-${index}`,
    }));
    await app.as(game.apiKey).post('/events/batch').send({ events }).expect(200);
    await app.as(game.apiKey).post('/events').send({ playerId: player.id, type: 'player.kill' }).expect(201);
    const { text } = await app.as(game.apiKey).get(`/players/${player.id}/export`).buffer(true).expect(200);
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; id: string })
      .filter(({ kind }) => kind === 'event')
      .map(({ id }) => id);
    expect(ids).toHaveLength(1001);
    expect(new Set(ids).size).toBe(1001);
  });
});
