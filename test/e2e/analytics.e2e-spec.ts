import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AggregationService } from '../../src/aggregation/aggregation.service.js';
import { addEvent, countByHand, fillDay, startWorld, ZERO_ID, type AnalyticsWorld } from './analytics-data.js';

const DAY = '2026-03-10';
const NEXT_DAY = '2026-03-11';
const NOW = '2026-03-12T12:00:00Z';
const EVENTS = 10_000;

describe('analytics of 10,000 events over five games', () => {
  let world: AnalyticsWorld;
  let games: { id: string; apiKey: string }[];

  beforeAll(async () => {
    world = await startWorld(NOW, { CACHE_TTL_ANALYTICS: '0' });
    games = [];
    for (let index = 0; index < 5; index += 1) games.push(await world.app.createGame());
    await fillDay(
      world.db,
      games.map(({ id }) => id),
      DAY,
      EVENTS,
    );
  }, 60_000);

  afterAll(() => world?.close());

  const get = async (path: string, key?: string) => (await world.app.as(key).get(path).expect(200)).body;
  const aggregate = () => world.app.nest.get(AggregationService).run(new AbortController().signal);
  const daily = async () =>
    (
      await world.db.query<{ row: object }>(
        `SELECT to_jsonb(d) - 'updated_at' AS row FROM daily_analytics d ORDER BY date, game_id`,
      )
    ).rows.map(({ row }) => row);

  async function expectCountsByHand() {
    let events = 0;
    for (const game of games) {
      const expected = await countByHand(world.db, game.id, DAY, NEXT_DAY);
      const answer = await get(`/analytics/games/${game.id}?from=${DAY}&to=${DAY}`, game.apiKey);
      expect(answer).toEqual({
        gameId: game.id,
        from: DAY,
        to: DAY,
        summary: expected,
        days: [{ date: DAY, ...expected }],
      });
      events += answer.summary.totalEvents;
    }
    expect(events).toBe(EVENTS);
    const platform = await get('/analytics/platform?days=3');
    expect(platform.days.map(({ date }: { date: string }) => date)).toEqual([DAY, NEXT_DAY, '2026-03-12']);
    const everything = await countByHand(world.db, null, DAY, NEXT_DAY);
    expect(platform.days[0]).toEqual({ date: DAY, ...everything });
    expect(platform.summary).toEqual(everything);
    expect(platform.totalGames).toBe(5);
  }

  it('equal a count by hand before anything is aggregated, after it, and after a second time', async () => {
    await expectCountsByHand();

    expect(await aggregate()).toBe('done');
    const built = await daily();
    expect(built).toHaveLength(6);
    await expectCountsByHand();

    await world.db.query('DELETE FROM aggregation_watermarks');
    expect(await aggregate()).toBe('done');
    expect(await daily()).toEqual(built);
    await expectCountsByHand();
  }, 60_000);

  it('show the closed day from its row', async () => {
    const [game] = games;
    await world.db.query('UPDATE daily_analytics SET errors = 4711 WHERE game_id = $1 AND date = $2', [game?.id, DAY]);
    expect((await get(`/analytics/games/${game?.id}/usage?from=${DAY}&to=${DAY}`)).summary.errors).toBe(4711);
    await world.db.query('DELETE FROM aggregation_watermarks');
    await aggregate();
  });

  it('add hours up to the day, each hour equal to a count by hand', async () => {
    const [game] = games;
    world.clock.time = new Date('2026-03-10T23:30:00Z');
    const answer = await get(`/analytics/games/${game?.id}/hourly`);
    world.clock.time = new Date(NOW);
    expect(answer.hours).toHaveLength(24);
    expect(answer.hours[0].hour).toBe('2026-03-10T00:00:00.000Z');
    const { hour, ...values } = answer.hours[7];
    expect(hour).toBe('2026-03-10T07:00:00.000Z');
    expect(values).toEqual(await countByHand(world.db, game?.id ?? '', hour, '2026-03-10T08:00:00Z'));
    const sum = answer.hours.reduce((total: number, row: { totalEvents: number }) => total + row.totalEvents, 0);
    expect(sum).toBe(EVENTS / 5);
  });

  it('cut the first and the last day at a time', async () => {
    const [game] = games;
    const [from, to] = ['2026-03-10T06:30:00.000Z', '2026-03-10T18:15:00.000Z'];
    const answer = await get(`/analytics/games/${game?.id}?from=${from}&to=${to}`);
    expect(answer.days).toEqual([{ date: DAY, ...(await countByHand(world.db, game?.id ?? '', from, to)) }]);
  });

  it('count a player of several days once, and show days without anything as zeros', async () => {
    const game = await world.app.createGame();
    const player = '11111111-2222-4333-8444-555555555555';
    await addEvent(world.db, game.id, '2026-03-08T23:59:59.999Z', { player });
    await addEvent(world.db, game.id, '2026-03-10T00:00:00.000Z', { player });
    await addEvent(world.db, game.id, '2026-03-10T00:00:00.001Z');
    await addEvent(world.db, game.id, '2026-03-11T00:00:00.000Z');
    await world.db.query('DELETE FROM aggregation_watermarks');
    await aggregate();
    const answer = await get(`/analytics/games/${game.id}?from=2026-03-08&to=2026-03-10`);
    expect(answer.days.map((day: { date: string; totalEvents: number }) => [day.date, day.totalEvents])).toEqual([
      ['2026-03-08', 1],
      ['2026-03-09', 0],
      ['2026-03-10', 2],
    ]);
    expect(answer.summary).toMatchObject({ totalEvents: 3, uniquePlayers: 2 });
    expect((await get(`/analytics/games/${game.id}`)).days).toHaveLength(30);
  });

  it('give the emotions and the usage of a range', async () => {
    const [game] = games;
    const expected = await countByHand(world.db, game?.id ?? '', DAY, NEXT_DAY);
    const range = `from=${DAY}&to=${DAY}`;
    expect(await get(`/analytics/games/${game?.id}/emotions?${range}`)).toEqual({
      gameId: game?.id,
      from: DAY,
      to: DAY,
      totalEvents: expected.totalEvents,
      emotionDistribution: expected.emotionDistribution,
    });
    expect((await get(`/analytics/games/${game?.id}/usage?${range}`)).summary).toEqual(expected);
  });

  it('keep an answer fresh while today is in the range, and let a closed one be kept', async () => {
    const path = `/analytics/games/${games[0]?.id}`;
    const closed = await world.app.as().get(`${path}?from=${DAY}&to=${DAY}`);
    expect(closed.headers['cache-control']).toBe('private, max-age=60');
    await world.app
      .as()
      .get(`${path}?from=${DAY}&to=${DAY}`)
      .set('If-None-Match', closed.headers.etag ?? '')
      .expect(304);
    const open = await world.app.as().get(path);
    expect(open.headers['cache-control']).toBe('private, max-age=0');
  });

  it('are zero for a platform game that nobody plays', async () => {
    const game = await world.app.createGame();
    const { summary } = await get(`/analytics/games/${game.id}`);
    expect(Object.values(summary).every((value) => value === 0 || JSON.stringify(value) === '{}')).toBe(true);
    expect(await get(`/analytics/metrics?gameId=${game.id}`)).toMatchObject({ items: [], page: { total: 0 } });
    expect((await get(`/analytics/metrics?gameId=${ZERO_ID}&limit=1`)).page.total).toBeGreaterThan(0);
  });
});
