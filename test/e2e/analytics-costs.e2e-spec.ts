import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

const DAY = '2026-03-10';
const NOW = '2026-03-12T12:00:00Z';

interface Spent {
  service: string;
  method: string;
  requests: number;
  totalCostUsd: number;
}

describe('costs, metrics and the manners of the analytics routes', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };
  let other: { id: string; apiKey: string };

  beforeAll(async () => {
    world = await startWorld(NOW);
    game = await world.app.createGame();
    other = await world.app.createGame();
    await fillDay(world.db, [game.id, other.id], DAY, 900);
    await fillDay(world.db, [game.id], '2026-03-12', 30);
    await world.db.query(
      `INSERT INTO service_metrics (id, game_id, service, method, latency_ms, cost_usd, error, created_at)
       VALUES (gen_random_uuid(), $1, 'dialogue', '=HYPERLINK("x")', 1, 0.1, 'a "quoted", error', '2026-03-11T10:00:00Z'),
              (gen_random_uuid(), $1, 'dialogue', 'llm', 1, 0.2, NULL, '2026-03-11T10:00:00Z')`,
      [game.id],
    );
  }, 60_000);

  afterAll(() => world?.close());

  const get = async (path: string, key?: string) => (await world.app.as(key).get(path).expect(200)).body;
  const byHand = async (gameId: string | null, condition = 'true') => {
    const { rows } = await world.db.query<{ requests: number; cost: string }>(
      `SELECT count(*)::int AS requests, coalesce(sum(cost_usd), 0)::text AS cost FROM service_metrics
        WHERE ($1::uuid IS NULL OR game_id = $1) AND ${condition}`,
      [gameId],
    );
    return { requests: rows[0]?.requests ?? 0, totalCostUsd: Number(rows[0]?.cost) };
  };

  const idsByHand = async (condition = 'true') =>
    (
      await world.db.query<{ id: string }>(
        `SELECT id FROM service_metrics WHERE ${condition} ORDER BY created_at DESC, id DESC`,
      )
    ).rows.map(({ id }) => id);
  const csv = async (path: string) => {
    const answer = await world.app.as(game.apiKey).get(path).set('Accept', 'text/csv').expect(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers.vary).toContain('Accept');
    return answer;
  };

  describe('costs', () => {
    it('of a game equal a count by hand in every part', async () => {
      const answer = await get('/analytics/costs', game.apiKey);
      const total = await byHand(game.id);
      expect(answer).toMatchObject({
        from: '2026-02-11',
        to: '2026-03-12',
        totalCostUsd: total.totalCostUsd,
        totalRequests: total.requests,
      });
      for (const service of ['emotion', 'dialogue', 'memory']) {
        const expected = await byHand(game.id, `service = '${service}'`);
        const part = answer.byService.find((entry: Spent) => entry.service === service);
        expect(part).toMatchObject({ service, ...expected });
        expect(part.averageCostUsd).toBeCloseTo(expected.totalCostUsd / expected.requests, 9);
      }
      for (const { service, method, ...spent } of answer.byMethod as Spent[]) {
        const condition = `service = '${service}' AND method = '${method}'`;
        expect({ service, method, ...spent }).toEqual({ service, method, ...(await byHand(game.id, condition)) });
      }
      expect(answer.byMethod).toHaveLength(11);
      expect(answer.days).toHaveLength(30);
      expect(answer.days[28]).toEqual({ date: '2026-03-11', requests: 2, totalCostUsd: 0.3 });
      expect(answer.days[27]).toMatchObject(await byHand(game.id, `created_at::date = '${DAY}'`));
    });

    it('of an administrator are those of all games and of what concerned none', async () => {
      const all = await byHand(null);
      expect(await get('/analytics/costs')).toMatchObject({
        totalCostUsd: all.totalCostUsd,
        totalRequests: all.requests,
      });
      const none = await byHand(ZERO_ID);
      expect(await get(`/analytics/costs?gameId=${ZERO_ID}`)).toMatchObject({
        totalCostUsd: none.totalCostUsd,
        totalRequests: none.requests,
      });
    });

    it('of one service keep the others at zero', async () => {
      const { byService, totalRequests } = await get('/analytics/costs?service=memory', game.apiKey);
      expect(byService.map((entry: Spent) => [entry.service, entry.requests])).toEqual([
        ['emotion', 0],
        ['dialogue', 0],
        ['memory', totalRequests],
      ]);
    });
  });

  describe('metrics', () => {
    it.each(['', '&service=dialogue'])(
      'come newest first, by cursor and by offset alike, with "%s"',
      async (filter) => {
        const service = filter === '' ? 'true' : `service = 'dialogue'`;
        for (const [key, condition] of [
          [game.apiKey, `game_id = '${game.id}' AND ${service}`],
          [undefined, service],
        ] as const) {
          const expected = await idsByHand(condition);
          const seen: string[] = [];
          let cursor: string | null = null;
          do {
            const page: string = cursor === null ? '' : `&cursor=${cursor}`;
            const { items, page: next } = await get(`/analytics/metrics?limit=100${filter}${page}`, key);
            seen.push(...items.map(({ id }: { id: string }) => id));
            cursor = next.nextCursor;
          } while (cursor !== null);
          expect(seen).toEqual(expected);
          const { items, page } = await get(`/analytics/metrics?limit=7&offset=95${filter}`, key);
          expect(items.map(({ id }: { id: string }) => id)).toEqual(expected.slice(95, 102));
          expect(page).toMatchObject({ limit: 7, offset: 95, total: expected.length });
        }
      },
    );

    it('are rows as they are stored', async () => {
      const { items } = await get('/analytics/metrics?from=2026-03-11&to=2026-03-11&service=dialogue', game.apiKey);
      expect(items.find(({ method }: Spent) => method === 'llm')).toEqual({
        id: expect.any(String),
        gameId: game.id,
        playerId: null,
        service: 'dialogue',
        method: 'llm',
        latencyMs: 1,
        costUsd: 0.2,
        cacheHit: false,
        error: null,
        createdAt: '2026-03-11T10:00:00.000Z',
      });
    });
  });

  describe('CSV', () => {
    it('has one row a day and one column an emotion', async () => {
      const { text } = await csv(`/analytics/games/${game.id}?from=${DAY}&to=2026-03-11`);
      const [header = [], ...rows] = text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      const { days } = await get(`/analytics/games/${game.id}?from=${DAY}&to=2026-03-11`);
      expect(rows).toHaveLength(2);
      expect(rows.map((row) => row[header.indexOf('date')])).toEqual([DAY, '2026-03-11']);
      expect(Number(rows[0]?.[header.indexOf('emotionDistribution.happy')])).toBe(days[0].emotionDistribution.happy);
      for (const field of Object.keys(days[0]).filter((name) => name !== 'emotionDistribution')) {
        expect(String(rows[0]?.[header.indexOf(field)])).toBe(String(days[0][field]));
      }
    });

    it('has the costs of each day', async () => {
      const { text } = await csv('/analytics/costs?from=2026-03-11&to=2026-03-11');
      expect(text).toBe('date,totalCostUsd,requests\r\n2026-03-11,0.3,2\r\n');
    });

    it('holds only the fields that are asked for, as JSON does', async () => {
      const query = '/analytics/metrics?from=2026-03-11&to=2026-03-11&limit=1&fields=service,method';
      const { items } = await get(query);
      expect(Object.keys(items[0])).toEqual(['service', 'method']);
      expect((await csv(query)).text.split('\r\n')[0]).toBe('service,method');
    });

    it('lets no metric become a formula or break out of its cell, and tells where the next page is', async () => {
      const { text, headers } = await csv('/analytics/metrics?from=2026-03-11&to=2026-03-11&limit=1');
      expect(headers['x-next-cursor']).toEqual(expect.any(String));
      const next = await csv(
        `/analytics/metrics?from=2026-03-11&to=2026-03-11&limit=1&cursor=${headers['x-next-cursor']}`,
      );
      expect(text + next.text).toContain(`"'=HYPERLINK(""x"")"`);
      expect(text + next.text).toContain('"a ""quoted"", error"');
    });

    it('is not given to whom prefers JSON', async () => {
      const accept = 'text/csv;q=0.5, application/json';
      const answer = await world.app.as().get('/analytics/costs').set('Accept', accept).expect(200);
      expect(answer.body.days).toHaveLength(30);
    });
  });

  describe('refusals', () => {
    const GAME_ROUTES = ['', '/hourly', '/emotions', '/usage'];

    it.each([
      ['from=yesterday', 'from'],
      ['from=2026-02-30', 'from'],
      ['to=2026-03-10T10:00:00', 'to'],
      ['from=0000-01-01&to=0000-01-02', 'from'],
      ['from=2026-03-11&to=2026-03-10', 'from'],
      ['from=2024-01-01&to=2026-03-01', 'from'],
    ])('refuse the range %s', async (query, field) => {
      for (const path of [`/analytics/games/${game.id}`, '/analytics/costs', '/analytics/metrics']) {
        const { body } = await world.app.as(game.apiKey).get(`${path}?${query}`).expect(400);
        expect(body.errors[0].path).toBe(field);
      }
    });

    it.each([
      ['/analytics/games/GAME/hourly?hours=0', 'hours'],
      ['/analytics/games/GAME/hourly?hours=721', 'hours'],
      ['/analytics/games/GAME/hourly?hours=1.5', 'hours'],
      ['/analytics/games/nobody', 'gameId'],
      ['/analytics/platform?days=401', 'days'],
      ['/analytics/platform?days=x', 'days'],
      ['/analytics/costs?service=music', 'service'],
      ['/analytics/costs?gameId=1', 'gameId'],
      ['/analytics/metrics?limit=0', 'limit'],
      ['/analytics/metrics?cursor=nonsense', 'cursor'],
    ])('refuse %s and name the field', async (path, field) => {
      const { body } = await world.app.as().get(path.replace('GAME', game.id)).expect(400);
      expect(body.errors[0].path).toBe(field);
    });

    it("answer another game's key as if the game did not exist", async () => {
      const missing = '99999999-9999-4999-8999-999999999999';
      const paths = [
        ...GAME_ROUTES.map((route) => (id: string) => `/analytics/games/${id}${route}`),
        (id: string) => `/analytics/costs?gameId=${id}`,
        (id: string) => `/analytics/metrics?gameId=${id}`,
      ];
      for (const path of paths) {
        const [foreign, absent] = [game.id, missing].map((id) => world.app.as(other.apiKey).get(path(id)).expect(404));
        const [a, b] = [(await foreign)?.body, (await absent)?.body];
        expect({ ...a, instance: '' }).toEqual({ ...b, instance: '' });
      }
      await world.app.as(other.apiKey).get(`/analytics/costs?gameId=${ZERO_ID}`).expect(404);
    });

    it('want a key, and an administrator for the platform', async () => {
      await world.app.http.get('/analytics/costs').expect(401);
      await world.app.http.get(`/analytics/games/${game.id}`).expect(401);
      await world.app.as(game.apiKey).get('/analytics/platform').expect(403);
    });
  });
});
