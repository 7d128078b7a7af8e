import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AggregationService } from '../../src/aggregation/aggregation.service.js';
import { AnalyticsCacheService } from '../../src/analytics/analytics-cache.service.js';
import { MetricsService } from '../../src/common/metrics.service.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { startApp } from '../support/app.js';
import { addEvent, countByHand, fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

const DAY = '2026-03-10';

describe('the aggregation', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };

  beforeEach(async () => {
    world = await startWorld('2026-03-11T12:00:00Z');
    game = await world.app.createGame();
  });
  afterEach(() => world?.close());

  const aggregate = (app = world.app) => app.nest.get(AggregationService).run(new AbortController().signal);
  const days = async (gameId = game.id) =>
    (
      await world.db.query<{ date: string; events: number }>(
        `SELECT date::text, total_events AS events FROM daily_analytics WHERE game_id = $1 ORDER BY date`,
        [gameId],
      )
    ).rows.map(({ date, events }) => [date, events]);
  const hours = async () =>
    (
      await world.db.query<{ hour: string; events: number }>(
        `SELECT to_char(hour, 'DD HH24') AS hour, total_events AS events FROM hourly_analytics WHERE game_id = $1 ORDER BY 1`,
        [game.id],
      )
    ).rows.map(({ hour, events }) => [hour, events]);
  const shownDay = async (date: string) =>
    (await world.app.as().get(`/analytics/games/${game.id}?from=${date}&to=${date}`).expect(200)).body.days[0];
  const dirty = async () => (await world.db.query('SELECT 1 FROM aggregation_dirty_hours')).rowCount;

  it('begins with the oldest event, and leaves alone what is not over', async () => {
    await addEvent(world.db, game.id, '2026-03-08T23:59:59.999Z');
    await addEvent(world.db, game.id, '2026-03-11T10:30:00Z');
    await addEvent(world.db, game.id, '2026-03-11T11:59:59Z');
    await addEvent(world.db, game.id, '2026-03-11T12:00:00Z');
    world.clock.time = new Date('2026-03-11T12:03:00Z');
    await aggregate();
    expect(await days()).toEqual([['2026-03-08', 1]]);
    expect(await hours()).toEqual([
      ['08 23', 1],
      ['11 10', 1],
    ]);
    world.clock.time = new Date('2026-03-11T12:05:00Z');
    await aggregate();
    expect((await hours()).at(-1)).toEqual(['11 11', 1]);
    expect(await days()).toHaveLength(1);
    world.clock.time = new Date('2026-03-12T00:10:00Z');
    await aggregate();
    expect((await days()).at(-1)).toEqual(['2026-03-11', 3]);
  });

  it('makes missed runs up, days and hours', async () => {
    await addEvent(world.db, game.id, '2026-03-10T10:00:00Z');
    await aggregate();
    for (const day of ['12', '13', '14']) await addEvent(world.db, game.id, `2026-03-${day}T10:00:00Z`);
    world.clock.time = new Date('2026-03-15T08:05:00Z');
    await aggregate();
    expect(await days()).toEqual([
      [DAY, 1],
      ['2026-03-12', 1],
      ['2026-03-13', 1],
      ['2026-03-14', 1],
    ]);
    expect(await hours()).toHaveLength(4);
    expect(await days(ZERO_ID)).toEqual(await days());
  });

  it('shows a late event at once, and takes it into the rows of its hour, its day and the platform', async () => {
    await fillDay(world.db, [game.id], DAY, 500);
    await aggregate();
    expect((await shownDay(DAY)).totalEvents).toBe(500);

    await addEvent(world.db, game.id, '2026-03-10T07:59:59.999Z', { late: true });
    await world.app.nest.get(AnalyticsCacheService).forgetDays(game.id, [DAY]);
    const expected = { date: DAY, ...(await countByHand(world.db, game.id, DAY, '2026-03-11')) };
    expect(await shownDay(DAY)).toEqual(expected);
    expect(expected.totalEvents).toBe(501);

    await aggregate();
    expect(await dirty()).toBe(0);
    expect(await shownDay(DAY)).toEqual(expected);
    expect(await days()).toEqual([[DAY, 501]]);
    expect(await days(ZERO_ID)).toEqual([[DAY, 501]]);
    const hour = await world.db.query(
      `SELECT total_events, emotion_distribution FROM hourly_analytics WHERE hour = '2026-03-10T07:00:00Z' ORDER BY game_id`,
    );
    const [platform, own] = hour.rows;
    expect(own).toEqual(platform);
    expect(own.emotion_distribution.excited).toBe(1);
  });

  it('takes a late metric that concerns no game into the row of the platform', async () => {
    await fillDay(world.db, [game.id], DAY, 300);
    await aggregate();
    await world.db.query(
      `INSERT INTO service_metrics (id, game_id, service, method, latency_ms, cost_usd, created_at)
       VALUES (gen_random_uuid(), $1, 'emotion', 'ml', 5000, 0.5, '2026-03-10T09:00:00Z')`,
      [ZERO_ID],
    );
    await world.db.query(`INSERT INTO aggregation_dirty_hours (game_id, hour) VALUES ($1, '2026-03-10T09:00:00Z')`, [
      ZERO_ID,
    ]);
    await aggregate();
    const { body } = await world.app.as().get('/analytics/platform?days=2').expect(200);
    expect(body.days[0]).toEqual({ date: DAY, ...(await countByHand(world.db, null, DAY, '2026-03-11')) });
    expect(await dirty()).toBe(0);
  });

  it('takes a late event of long ago, and leaves the mark of an hour that is not over', async () => {
    await aggregate();
    await addEvent(world.db, game.id, '2025-11-01T10:00:00Z', { late: true });
    await addEvent(world.db, game.id, '2026-03-11T11:58:00Z', { late: true });
    world.clock.time = new Date('2026-03-11T12:01:00Z');
    await aggregate();
    expect(await days()).toEqual([['2025-11-01', 1]]);
    expect(await dirty()).toBe(1);
  });

  it('keeps the counts of a closed day when events of it are erased', async () => {
    await fillDay(world.db, [game.id], DAY, 100);
    await aggregate();
    await world.db.query(`DELETE FROM game_events WHERE occurred_at < '2026-03-10T12:00:00Z'`);
    world.clock.time = new Date('2026-03-12T12:05:00Z');
    await aggregate();
    expect((await shownDay(DAY)).totalEvents).toBe(100);
  });

  it('takes games in batches, and each into its own row', async () => {
    const games = (
      await world.db.query<{ id: string }>(
        `INSERT INTO games (id, name, created_at) SELECT gen_random_uuid(), 'g' || i, '2026-03-01' FROM generate_series(1, 60) i RETURNING id`,
      )
    ).rows.map(({ id }) => id);
    await fillDay(world.db, games, DAY, 600);
    await aggregate();
    const rows = await world.db.query(`SELECT total_events FROM daily_analytics WHERE game_id <> $1`, [ZERO_ID]);
    expect(rows.rows).toEqual(Array.from({ length: 60 }, () => ({ total_events: 10 })));
    expect(await days(ZERO_ID)).toEqual([[DAY, 600]]);
  });

  it('is done by one of several instances, the others passing over it', async () => {
    await fillDay(world.db, [game.id], DAY, 200);
    const second = await startApp({ databaseUrl: world.app.databaseUrl, clock: world.clock });
    try {
      const meanwhile = await world.app.nest
        .get(PrismaService)
        .runExclusively('aggregation', async () => [await aggregate(second), await days()]);
      expect(meanwhile).toEqual({ ran: true, value: ['skipped', []] });
      const outcomes = await Promise.all([aggregate(), aggregate(second), aggregate(), aggregate(second)]);
      expect(outcomes).toContain('done');
      expect(await days()).toEqual([[DAY, 200]]);
    } finally {
      await second.close();
    }
  });

  it('runs at the start where the scheduler is on, and tells Prometheus', async () => {
    await addEvent(world.db, game.id, '2026-03-10T10:00:00Z');
    const second = await startApp({ databaseUrl: world.app.databaseUrl, env: { SCHEDULER_ENABLED: 'true' } });
    // Closing waits for the run under way.
    const { registry } = second.nest.get(MetricsService);
    await second.close();
    const text = await registry.getSingleMetricAsString('agl_aggregation_run_duration_seconds');
    expect(text).toMatch(/agl_aggregation_run_duration_seconds_count\{kind="scheduled",outcome="(done|stopped)"\} 1/);
  });

  it('stops when it is told to, and goes on there the next time', async () => {
    await addEvent(world.db, game.id, '2026-03-09T10:00:00Z');
    await expect(world.app.nest.get(AggregationService).run(AbortSignal.abort(new Error('stop')))).rejects.toThrow(
      'stop',
    );
    expect(await days()).toEqual([]);
    await aggregate();
    expect(await days()).toEqual([['2026-03-09', 1]]);
  });
});
