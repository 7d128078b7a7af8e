import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BackfillWorker } from '../../src/aggregation/backfill-worker.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { countByHand, fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

const DAY = '2026-03-10';
const ALL = { granularity: 'day', from: '2026-03-08', to: DAY };

describe('a backfill', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };
  let other: { id: string; apiKey: string };

  beforeEach(async () => {
    world = await startWorld('2026-03-11T12:00:00Z');
    game = await world.app.createGame();
    other = await world.app.createGame();
  });
  afterEach(() => world?.close());

  const worker = () => world.app.nest.get(BackfillWorker);
  const start = async (body: object): Promise<string> =>
    (await world.app.as().post('/analytics/aggregations').send(body).expect(202)).body.id;
  const read = async (id: string) => (await world.app.as().get(`/analytics/aggregations/${id}`).expect(200)).body;
  const rows = async (table = 'daily_analytics') =>
    (await world.db.query<{ game_id: string; total_events: number }>(`SELECT game_id, total_events FROM ${table}`))
      .rows;
  /** A run as a process leaves it that died at its work. */
  const leaveRun = async (status: string, done: number) => {
    const { rows } = await world.db.query<{ id: string }>(
      `INSERT INTO aggregation_runs (id, granularity, range_from, range_to, status, done, total, created_at, started_at)
       VALUES (gen_random_uuid(), 'day', '2026-03-08', '2026-03-11', $1, $2, 6, '2026-03-11T11:59:59Z', '2026-03-11T11:59:59Z')
       RETURNING id`,
      [status, done],
    );
    await world.db.query(`UPDATE games SET created_at = '2026-03-01'`);
    return rows[0]?.id ?? '';
  };

  it('builds every pair of its range, and counts them', async () => {
    await fillDay(world.db, [game.id, other.id], DAY, 300);
    await fillDay(world.db, [game.id], '2026-03-08', 50);
    const id = await start(ALL);
    await worker().idle();
    expect(await read(id)).toEqual({
      id,
      granularity: 'day',
      from: '2026-03-08T00:00:00.000Z',
      to: '2026-03-11T00:00:00.000Z',
      status: 'done',
      done: 6,
      total: 6,
      startedAt: '2026-03-11T12:00:00.000Z',
      finishedAt: '2026-03-11T12:00:00.000Z',
    });
    expect((await rows()).map((row) => row.total_events).toSorted((a, b) => a - b)).toEqual([50, 50, 150, 150, 300]);
    expect(await rows('hourly_analytics')).toEqual([]);
  });

  it('builds hours of the games that it names, and leaves those alone that are not over', async () => {
    await fillDay(world.db, [game.id, other.id], '2026-03-11', 480);
    const id = await start({ granularity: 'hour', from: '2026-03-11T09:30:00Z', to: '2026-03-12', gameIds: [game.id] });
    await worker().idle();
    expect(await read(id)).toMatchObject({
      from: '2026-03-11T09:00:00.000Z',
      to: '2026-03-11T11:00:00.000Z',
      status: 'done',
      done: 2,
      total: 2,
    });
    const built = await rows('hourly_analytics');
    expect(built.filter((row) => row.game_id === game.id)).toHaveLength(2);
    expect(new Set(built.map((row) => row.game_id))).toEqual(new Set([game.id, ZERO_ID]));
  });

  it('replaces what was wrong, takes away what is gone, and lets no old answer stand', async () => {
    await fillDay(world.db, [game.id, other.id], DAY, 200);
    await start(ALL);
    await worker().idle();
    await world.db.query(
      `INSERT INTO aggregation_watermarks VALUES ('day', '2026-03-11'), ('hour', '2026-03-11T11:00Z')`,
    );
    await world.db.query('UPDATE daily_analytics SET total_events = 4711');
    const path = `/analytics/games/${game.id}?from=${DAY}&to=${DAY}`;
    expect((await world.app.as().get(path)).body.summary.totalEvents).toBe(4711);
    await world.db.query('DELETE FROM game_events WHERE game_id = $1', [other.id]);
    await world.db.query('DELETE FROM service_metrics WHERE game_id = $1', [other.id]);

    await start(ALL);
    await worker().idle();
    expect((await world.app.as().get(path)).body.summary).toEqual(
      await countByHand(world.db, game.id, DAY, '2026-03-11'),
    );
    expect((await rows()).map((row) => row.total_events)).toEqual([100, 100]);
  });

  it('is gone on with where a process left it that died, its finished days not done again', async () => {
    await fillDay(world.db, [game.id, other.id], '2026-03-08', 40);
    await fillDay(world.db, [game.id, other.id], DAY, 40);
    const [running, queued] = [await leaveRun('running', 2), await leaveRun('queued', 0)];
    await world.db.query('DELETE FROM aggregation_runs WHERE id = $1', [queued]);
    worker().wake();
    await worker().idle();
    expect(await read(running)).toMatchObject({ status: 'done', done: 6, total: 6 });
    const dates = await world.db.query(`SELECT DISTINCT date::text FROM daily_analytics`);
    expect(dates.rows).toEqual([{ date: DAY }]);

    const again = await leaveRun('queued', 0);
    worker().wake();
    await worker().idle();
    expect(await read(again)).toMatchObject({ status: 'done', done: 6 });
    expect((await world.db.query(`SELECT DISTINCT date FROM daily_analytics`)).rowCount).toBe(2);
  });

  it('is left to the process that is at it', async () => {
    const id = await leaveRun('running', 0);
    await world.app.nest.get(PrismaService).runExclusively(`aggregation-run:${id}`, async () => {
      worker().wake();
      await worker().idle();
      expect(await read(id)).toMatchObject({ status: 'running', done: 0 });
    });
    worker().wake();
    await worker().idle();
    expect(await read(id)).toMatchObject({ status: 'done' });
  });

  it('can be cancelled until it is done', async () => {
    const id = await leaveRun('queued', 0);
    const path = `/analytics/aggregations/${id}`;
    expect((await world.app.as().delete(path).expect(200)).body).toMatchObject({ id, status: 'cancelled', done: 0 });
    await world.app.as().delete(path).expect(200);
    worker().wake();
    await worker().idle();
    expect(await read(id)).toMatchObject({ status: 'cancelled', finishedAt: '2026-03-11T12:00:00.000Z' });
    const done = await start(ALL);
    await worker().idle();
    const { body } = await world.app.as().delete(`/analytics/aggregations/${done}`).expect(409);
    expect(body.code).toBe('CONFLICT');
  });

  it('that cannot go on fails, says why, and does not stand in the way of the next', async () => {
    await fillDay(world.db, [game.id], DAY, 10);
    await world.db.query('ALTER TABLE daily_analytics ADD CONSTRAINT odd CHECK (total_events < 5)');
    const id = await start(ALL);
    await worker().idle();
    expect(await read(id)).toMatchObject({ status: 'failed', error: 'The rebuild was refused (23514); see the log.' });
    await world.db.query('ALTER TABLE daily_analytics DROP CONSTRAINT odd');
    const next = await start(ALL);
    await worker().idle();
    expect(await read(next)).toMatchObject({ status: 'done' });
  });
});

describe('the routes of backfills', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };

  beforeAll(async () => {
    world = await startWorld('2026-03-11T12:00:00Z');
    game = await world.app.createGame();
  });
  afterAll(() => world?.close());

  it.each([
    [{ from: DAY, to: DAY }, 'granularity'],
    [{ ...ALL, granularity: 'week' }, 'granularity'],
    [{ ...ALL, from: 'today' }, 'from'],
    [{ granularity: 'day', from: DAY }, 'to'],
    [{ ...ALL, from: '2026-03-11' }, 'from'],
    [{ ...ALL, from: '2024-01-01' }, 'from'],
    [{ ...ALL, gameIds: [] }, 'gameIds'],
    [{ ...ALL, gameIds: ['x'] }, 'gameIds.0'],
    [{ ...ALL, gameIds: ['99999999-9999-4999-8999-999999999999'] }, 'gameIds'],
    [{ ...ALL, gameIds: [ZERO_ID] }, 'gameIds'],
    [{ ...ALL, force: true }, 'force'],
  ])('refuses %j and names the field', async (body, field) => {
    const answer = await world.app.as().post('/analytics/aggregations').send(body).expect(400);
    expect(answer.body.errors[0].path).toBe(field);
  });

  it('is for administrators, and a run that does not exist is not found', async () => {
    const path = '/analytics/aggregations/99999999-9999-4999-8999-999999999999';
    await world.app.as(game.apiKey).post('/analytics/aggregations').send(ALL).expect(403);
    await world.app.as(game.apiKey).get(path).expect(403);
    await world.app.as(game.apiKey).delete(path).expect(403);
    await world.app.http.post('/analytics/aggregations').send(ALL).expect(401);
    await world.app.as().get(path).expect(404);
    await world.app.as().delete(path).expect(404);
    await world.app.as().get('/analytics/aggregations/1').expect(400);
  });
});
