import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AggregationService } from '../../src/aggregation/aggregation.service.js';
import { fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

jest.setTimeout(60_000);

const [DAY, NEXT_DAY] = ['2026-03-09', '2026-03-10'];
const RANGE = `from=${DAY}&to=2026-03-11`;

describe('the costs of closed days', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };
  let other: { id: string; apiKey: string };

  beforeEach(async () => {
    world = await startWorld('2026-03-11T12:00:00Z', { CACHE_TTL_ANALYTICS: '0' });
    game = await world.app.createGame();
    other = await world.app.createGame();
    await fillDay(world.db, [game.id, other.id], DAY, 700);
    await fillDay(world.db, [game.id], NEXT_DAY, 400);
    await fillDay(world.db, [game.id, other.id], '2026-03-11', 90);
  });
  afterEach(() => world?.close());

  const aggregate = () => world.app.nest.get(AggregationService).run(new AbortController().signal);
  const get = async (path: string) => (await world.app.as().get(path).expect(200)).body;
  const query = async <Row extends object>(sql: string) => (await world.db.query<Row>(sql)).rows;
  const costs = async (gameId?: string) => get(`/analytics/costs?${RANGE}${gameId ? `&gameId=${gameId}` : ''}`);
  const stored = () => query(`SELECT * FROM daily_costs ORDER BY date, game_id, service, method`);
  /** What is stored of a day, counted from the metrics. */
  const storedByHand = (until: string) =>
    query(`WITH counted AS (
             SELECT created_at::date AS date, game_id, service, method, count(*)::int AS requests, sum(cost_usd)::numeric(18, 10) AS cost_usd
               FROM service_metrics WHERE created_at < '${until}' GROUP BY 1, 2, 3, 4)
           SELECT * FROM counted
           UNION ALL
           SELECT date, 'ffffffff-ffff-ffff-ffff-ffffffffffff', service, method, sum(requests)::int, sum(cost_usd)::numeric(18, 10)
             FROM counted GROUP BY date, service, method
           ORDER BY date, game_id, service, method`);

  async function expectCountsByHand() {
    for (const gameId of [undefined, game.id, other.id, ZERO_ID]) {
      const answer = await costs(gameId);
      const ofGame = gameId === undefined ? 'true' : `game_id = '${gameId}'`;
      const methods = await query<{ requests: number; cost: string; service: string; method: string }>(
        `SELECT service, method, count(*)::int AS requests, sum(cost_usd) AS cost FROM service_metrics
          WHERE ${ofGame} GROUP BY service, method`,
      );
      expect(answer.byMethod).toHaveLength(methods.length);
      expect(answer.byMethod).toEqual(
        expect.arrayContaining(methods.map(({ cost, ...row }) => ({ ...row, totalCostUsd: Number(cost) }))),
      );
      const days = await query<{ date: string; requests: number; cost: string }>(
        `SELECT d::date::text AS date, count(m.id)::int AS requests, coalesce(sum(m.cost_usd), 0) AS cost
           FROM generate_series('${DAY}'::date, '2026-03-11', '1 day') d
           LEFT JOIN service_metrics m ON m.created_at::date = d::date AND ${ofGame} GROUP BY d ORDER BY d`,
      );
      expect(answer.days).toEqual(days.map(({ cost, ...day }) => ({ ...day, totalCostUsd: Number(cost) })));
    }
  }

  it('equal a count by hand before they are aggregated, after it, and after a second time', async () => {
    await expectCountsByHand();
    await aggregate();
    const built = await stored();
    expect(built).toEqual(await storedByHand('2026-03-11'));
    await expectCountsByHand();
    await world.db.query('DELETE FROM aggregation_watermarks');
    await aggregate();
    expect(await stored()).toEqual(built);
    await expectCountsByHand();
  });

  it('are read from their rows, cut days and today from the metrics', async () => {
    await aggregate();
    await world.db.query(`UPDATE daily_costs SET requests = 4711 WHERE method = 'rule' AND date = '${DAY}'`);
    const shown = (await costs(game.id)).byMethod.find(({ method }: { method: string }) => method === 'rule');
    expect(shown.requests).toBeGreaterThan(4711);
    const cut = await get(`/analytics/costs?from=${DAY}T00:00:01Z&to=${DAY}T23:00:00Z&gameId=${game.id}`);
    expect(cut.totalRequests).toBeLessThan(4711);
  });

  it('take in a late metric at once and when it is aggregated, also one that concerns no game', async () => {
    await aggregate();
    for (const gameId of [game.id, ZERO_ID]) {
      await world.db.query(
        `INSERT INTO service_metrics (id, game_id, service, method, latency_ms, cost_usd, created_at)
         VALUES (gen_random_uuid(), $1, 'dialogue', 'late', 5, 0.1234567891, '${DAY}T09:00:00Z')`,
        [gameId],
      );
      await world.db.query(`INSERT INTO aggregation_dirty_hours (game_id, hour) VALUES ($1, '${DAY}T09:00:00Z')`, [
        gameId,
      ]);
    }
    await expectCountsByHand();
    await aggregate();
    await expectCountsByHand();
    expect(await stored()).toEqual(await storedByHand('2026-03-11'));
  });

  describe('of an installation that was there before them', () => {
    beforeEach(async () => {
      await aggregate();
      await world.db.query('DELETE FROM daily_costs');
      await world.db.query(`DELETE FROM aggregation_watermarks WHERE granularity = 'cost'`);
      await world.db.query('UPDATE daily_analytics SET memory_requests = memories_created + memory_searches');
    });

    it('are right at once, and made up by the next run for every day', async () => {
      await expectCountsByHand();
      await aggregate();
      expect(await stored()).toEqual(await storedByHand('2026-03-11'));
      await expectCountsByHand();
    });

    it('leave the counts of its days alone, but weigh the latency of memories by all requests', async () => {
      await world.db.query(`DELETE FROM game_events WHERE occurred_at < '${NEXT_DAY}'`);
      await aggregate();
      const answer = await get(`/analytics/games/${game.id}?from=${DAY}&to=${NEXT_DAY}`);
      expect(answer.days.map(({ totalEvents }: { totalEvents: number }) => totalEvents)).toEqual([350, 400]);
      const [hand] = await query<{ mean: number }>(
        `SELECT avg(latency_ms) AS mean FROM service_metrics
          WHERE service = 'memory' AND game_id = '${game.id}' AND created_at < '2026-03-11'`,
      );
      expect(Math.abs(answer.summary.memoryAvgLatencyMs - (hand?.mean ?? 0))).toBeLessThanOrEqual(0.001);
    });

    it('go on where a run was cut off', async () => {
      await world.db.query(`INSERT INTO aggregation_watermarks (granularity, through) VALUES ('cost', '${NEXT_DAY}')`);
      await aggregate();
      const dates = await query<{ date: string }>('SELECT DISTINCT date::text FROM daily_costs');
      expect(dates).toEqual([{ date: NEXT_DAY }]);
    });
  });
});
