import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AggregationService } from '../../src/aggregation/aggregation.service.js';
import { BackfillWorker } from '../../src/aggregation/backfill-worker.js';
import { MetricsRetentionService } from '../../src/aggregation/metrics-retention.service.js';
import { MetricsService } from '../../src/common/metrics.service.js';
import { addEvent, fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

jest.setTimeout(60_000);

const DAYS = ['2026-03-08', '2026-03-09', '2026-03-10'] as const;
const RANGE = `from=${DAYS[0]}&to=${DAYS[2]}`;

describe('metrics of a game that keeps its data for a day', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };
  let other: { id: string; apiKey: string };

  beforeEach(async () => {
    world = await startWorld('2026-03-11T12:00:00Z', { CACHE_TTL_ANALYTICS: '0' });
    game = await world.app.createGame({ retentionDays: 1 });
    other = await world.app.createGame();
    for (const day of DAYS) await fillDay(world.db, [game.id, other.id], day, 240);
  });
  afterEach(() => world?.close());

  const signal = new AbortController().signal;
  const aggregate = () => world.app.nest.get(AggregationService).run(signal);
  const retain = () => world.app.nest.get(MetricsRetentionService).run(signal);
  const get = async (path: string) => (await world.app.as().get(path).expect(200)).body;
  const held = async (gameId = game.id) =>
    (
      await world.db.query<{ day: string }>(
        'SELECT DISTINCT created_at::date::text AS day FROM service_metrics WHERE game_id = $1 ORDER BY 1',
        [gameId],
      )
    ).rows.map(({ day }) => day);
  const answers = async () => ({
    game: (await get(`/analytics/games/${game.id}?${RANGE}`)).days,
    other: (await get(`/analytics/games/${other.id}?${RANGE}`)).days,
    platform: (await get('/analytics/platform?days=4')).days,
    costs: await get(`/analytics/costs?${RANGE}`),
    costsOfGame: await get(`/analytics/costs?${RANGE}&gameId=${game.id}`),
  });

  it('stay until their day is aggregated, and until late events of it are', async () => {
    expect(await retain()).toBe(0);
    await aggregate();
    await world.db.query(
      `INSERT INTO aggregation_dirty_hours (game_id, hour) VALUES ('${other.id}', '${DAYS[1]}T10:00:00Z')`,
    );
    await retain();
    expect(await held()).toEqual([DAYS[1], DAYS[2]]);
    await aggregate();
    await retain();
    expect(await held()).toEqual([DAYS[2]]);
    expect(await held(other.id)).toEqual(DAYS);
    expect(await held(ZERO_ID)).toEqual(DAYS);
  });

  it('go, and change nothing of what closed days counted and cost, also when a day is built again', async () => {
    await aggregate();
    const before = await answers();
    expect(await retain()).toBeGreaterThan(0);
    expect(await answers()).toEqual(before);
    const { items } = await get(`/analytics/metrics?${RANGE}&gameId=${game.id}&limit=100`);
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ createdAt }: { createdAt: string }) => createdAt.startsWith(DAYS[2]))).toBe(true);

    for (const granularity of ['day', 'hour']) {
      await world.app.as().post('/analytics/aggregations').send({ granularity, from: DAYS[0], to: DAYS[2] });
    }
    await world.app.nest.get(BackfillWorker).idle();
    expect(await answers()).toEqual(before);

    await addEvent(world.db, game.id, `${DAYS[0]}T10:00:00Z`, { late: true });
    expect((await answers()).costs).toEqual(before.costs);
    await aggregate();
    const { game: days, costs } = await answers();
    expect(days[0]).toMatchObject({ totalEvents: 121, dialogueRequests: before.game[0].dialogueRequests });
    expect(days[0].emotionP95LatencyMs).toBe(before.game[0].emotionP95LatencyMs);
    expect(costs).toEqual(before.costs);
  });

  it('of other games are kept for 400 days', async () => {
    world.clock.time = new Date('2027-04-12T00:00:00Z');
    await aggregate();
    await retain();
    expect(await held(other.id)).toEqual(DAYS.slice(0, 3));
    world.clock.time = new Date('2027-04-14T01:00:00Z');
    await aggregate();
    await retain();
    expect(await held(other.id)).toEqual(DAYS.slice(2));
  });

  it('are summed up for Prometheus: what today cost, from closed hours and the open one', async () => {
    await fillDay(world.db, [game.id, other.id], '2026-03-11', 480);
    const cost = async () => {
      const text = await world.app.nest.get(MetricsService).registry.getSingleMetricAsString('agl_cost_usd_today');
      return Number(/agl_cost_usd_today\{service="emotion"\} (\S+)/.exec(text)?.[1]);
    };
    await aggregate();
    const { rows } = await world.db.query<{ cost: string }>(
      `SELECT sum(cost_usd) AS cost FROM service_metrics
        WHERE service = 'emotion' AND created_at >= '2026-03-11' AND created_at <= '2026-03-11T12:00:00Z'`,
    );
    expect(Number(rows[0]?.cost)).toBeGreaterThan(0);
    expect(await cost()).toBeCloseTo(Number(rows[0]?.cost), 10);
  });
});
