import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startApp, type TestApp } from '../support/app.js';
import { fillBigWorld, sequentialScans } from '../support/big-world.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';

jest.setTimeout(120_000);

const BIG_TABLES = [
  'players',
  'player_states',
  'player_lines',
  'game_events',
  'memories',
  'memory_vectors',
  'service_metrics',
];
/** PostgreSQL considers a plan for all parameters from the sixth run of a prepared statement on. */
const RUNS = 8;

let database: TestDatabase;
let game: { id: string; apiKey: string };
let playerId: string;

/** An application without caches: every read reaches the database. */
const open = (): Promise<TestApp> =>
  startApp({
    databaseUrl: database.url,
    env: { DB_POOL_SIZE: '1', CACHE_TTL_PLAYER: '0', CACHE_TTL_GAME: '0', CACHE_TTL_ANALYTICS: '0' },
  });

beforeAll(async () => {
  database = await createDatabase();
  const app = await open();
  game = await app.createGame();
  const other = await app.createGame();
  await app.close();
  playerId = await fillBigWorld(database.url, game.id, other.id);
});

afterAll(() => database?.drop());

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

type Call = (agent: TestAgent, run: number) => Promise<{ status: number }>;
const HOT: [string, Call][] = [
  ['GET /players/:id', (agent) => agent.get(`/players/${playerId}`)],
  ['GET /players?externalId', (agent) => agent.get('/players?externalId=big-70')],
  [
    'GET /players by cursor',
    async (agent) => {
      const { body } = await agent.get('/players?limit=20');
      return agent.get(`/players?limit=20&cursor=${body.page.nextCursor}`);
    },
  ],
  ['POST /players', (agent, run) => agent.post('/players').send({ externalId: `new-${run}` })],
  ['PATCH /players/:id', (agent, run) => agent.patch(`/players/${playerId}`).send({ preferences: { run } })],
  [
    'POST /events',
    (agent, run) => agent.post('/events').send({ playerId, type: 'player.kill', eventId: `plan-${run}` }),
  ],
  [
    'POST /events that is remembered',
    (agent, run) =>
      agent.post('/events').send({
        playerId,
        type: 'player.bosskill',
        data: { enemy: `word${run}`, isFirstTime: true, rarity: 'legendary' },
      }),
  ],
  [
    'POST /events/batch',
    (agent, run) =>
      agent.post('/events/batch').send({
        events: [
          { playerId, type: 'player.kill', eventId: `b-${run}` },
          { externalId: 'big-90', type: 'player.victory' },
        ],
      }),
  ],
  ['GET /players/:id/events', (agent) => agent.get(`/players/${playerId}/events`)],
  ['GET /players/:id/events?emotion', (agent) => agent.get(`/players/${playerId}/events?emotion=happy`)],
  ['GET /players/:id/memories', (agent) => agent.get(`/players/${playerId}/memories`)],
  ['GET /players/:id/memories by importance', (agent) => agent.get(`/players/${playerId}/memories?order=importance`)],
  [
    'POST /players/:id/memories',
    (agent, run) => agent.post(`/players/${playerId}/memories`).send({ type: 'quest', content: `plan number ${run}` }),
  ],
  [
    'POST …/memories/search',
    (agent) => agent.post(`/players/${playerId}/memories/search`).send({ query: 'memory word7' }),
  ],
  [
    'POST /dialogue/generate',
    (agent) =>
      agent
        .post('/dialogue/generate')
        .send({ eventType: 'player.kill', emotion: 'happy', characterPersona: 'cool', playerId }),
  ],
  [
    'GET /analytics/games/:id of a day',
    (agent) => agent.get(`/analytics/games/${game.id}?from=${day(2)}&to=${day(2)}`),
  ],
  ['GET /analytics/metrics', (agent) => agent.get('/analytics/metrics?service=emotion&limit=20')],
];

describe('the plans of the hot reads and writes', () => {
  it.each(HOT)('%s scans no big table from end to end', async (_name, call) => {
    const before = await sequentialScans(database.url, BIG_TABLES);
    const app = await open();
    const statuses: number[] = [];
    try {
      const agent = app.as(game.apiKey);
      for (let run = 0; run < RUNS; run += 1) statuses.push((await call(agent, run)).status);
    } finally {
      // The connection's counts are added up when it ends.
      await app.close();
    }
    expect(statuses.every((status) => status < 300)).toBe(true);
    expect(await sequentialScans(database.url, BIG_TABLES)).toEqual(before);
  });
});
