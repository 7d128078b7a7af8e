import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';

const TOKEN = 'token-of-the-scraper';

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp({ env: { METRICS_TOKEN: TOKEN } });
  game = await app.createGame();
});

afterAll(() => app?.close());

/** The readiness of an application that serves, and the state of its Redis. */
async function redisOf(of: TestApp): Promise<string> {
  const { body } = await of.http.get('/health/ready').expect(200);
  return `${body.status} ${body.dependencies.redis.status}`;
}

const scrape = (key: string) => app.http.get('/metrics').set('Authorization', `Bearer ${key}`);

describe('/health', () => {
  it('says that the process lives, to all and to no cache', async () => {
    const response = await app.http.get('/health/live').expect(200);
    expect(response.body).toEqual({ status: 'ok' });
    expect(response.headers['cache-control']).toBe('no-store');
    await app.http.head('/health/live').expect(200);
  });

  it('says how each thing is that it depends on', async () => {
    const { body, headers } = await app.http.get('/health/ready').expect(200);
    expect(body).toEqual({
      status: 'ok',
      dependencies: {
        database: { status: 'up' },
        redis: { status: process.env['AGL_TEST_WITH_REDIS'] === '1' ? 'up' : 'disabled' },
        vectors: { status: 'up', detail: expect.any(String) },
        llm: { status: 'disabled', detail: expect.any(String) },
      },
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('with Redis names it; with one that is away is degraded but serves', async () => {
    const withRedis = await startApp({ redis: true });
    const without = await startApp({ redisUrl: 'redis://127.0.0.1:1' });
    try {
      expect(await eventually(() => redisOf(withRedis), 'ok up')).toBe('ok up');
      expect(await redisOf(without)).toBe('degraded down');
      const made = await without.createGame();
      await without.as(made.apiKey).get(`/games/${made.id}`).expect(200);
    } finally {
      await withRedis.close();
      await without.close();
    }
  });

  it('answers 503 when the database is away, while the process lives and refuses politely', async () => {
    const database: TestDatabase = await createDatabase();
    const lost = await startApp({ databaseUrl: database.url });
    try {
      await lost.http.get('/health/ready').expect(200);
      await database.drop();
      const ready = await lost.http.get('/health/ready').expect(503);
      expect(ready.body).toMatchObject({ status: 'down', dependencies: { database: { status: 'down' } } });
      await lost.http.get('/health/live').expect(200);
    } finally {
      await lost.close();
    }
  });
});

describe('GET /metrics', () => {
  it('is for the administrator and for the holder of METRICS_TOKEN', async () => {
    await scrape(app.adminKey).expect(200);
    await scrape(TOKEN).expect(200);
    await app.as().get('/metrics').expect(200);
    problemOf(await scrape(game.apiKey), 403, 'FORBIDDEN');
    problemOf(await scrape('wrong'), 401, 'UNAUTHORIZED');
    problemOf(await app.http.get('/metrics'), 401, 'UNAUTHORIZED');
  });

  it('is all that METRICS_TOKEN opens', async () => {
    problemOf(await app.as(TOKEN).get('/games'), 401, 'UNAUTHORIZED');
    problemOf(await app.as(TOKEN).get(`/games/${game.id}`), 401, 'UNAUTHORIZED');
  });

  it('without METRICS_TOKEN is for the administrator alone', async () => {
    const other = await startApp();
    try {
      problemOf(await other.http.get('/metrics').set('Authorization', 'Bearer undefined'), 401, 'UNAUTHORIZED');
      problemOf(await other.as('').get('/metrics'), 401, 'UNAUTHORIZED');
      await other.as().get('/metrics').expect(200);
    } finally {
      await other.close();
    }
  });

  it('counts requests by route and status, without ids in the labels', async () => {
    const player = await app.createPlayer(game);
    for (let read = 0; read < 3; read += 1) await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    await app.as(game.apiKey).get(`/nowhere/${player.id}`).expect(404);
    const { text, headers } = await scrape(TOKEN).expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(
      /agl_http_request_duration_seconds_count\{method="GET",route="\/players\/:playerId",status="200"\} 3/,
    );
    expect(text).toMatch(/agl_http_request_duration_seconds_count\{method="GET",route="unmatched",status="404"\} 1/);
    expect(text).not.toContain(player.id);
    expect(text).not.toContain(game.id);
  });

  it.each([
    'agl_http_request_duration_seconds_bucket',
    'agl_cache_hits_total',
    'agl_cache_misses_total',
    'agl_cache_load_seconds_bucket',
    'agl_cache_entries',
    'agl_cache_bytes',
    'agl_database_connections',
    'agl_service_metrics_buffered',
    'agl_process_resident_memory_bytes',
    'agl_nodejs_eventloop_lag_seconds',
  ])('has %s', async (name) => {
    const { text } = await scrape(TOKEN).expect(200);
    expect(text).toMatch(new RegExp(`^${name}[{ ]`, 'm'));
  });

  it('tells a Redis that is lost from none', async () => {
    const lost = await startApp({ env: { METRICS_TOKEN: TOKEN }, redisUrl: 'redis://127.0.0.1:1' });
    const none = await startApp({ env: { METRICS_TOKEN: TOKEN }, redisUrl: '' });
    try {
      const shown = async (of: TestApp) =>
        /^agl_redis_up .*$/m.exec((await of.http.get('/metrics').set('Authorization', `Bearer ${TOKEN}`)).text)?.[0];
      expect(await shown(lost)).toBe('agl_redis_up 0');
      expect(await shown(none)).toBeUndefined();
    } finally {
      await Promise.all([lost.close(), none.close()]);
    }
  });
});
