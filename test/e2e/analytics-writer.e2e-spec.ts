import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { ServiceMetricsService } from '../../src/analytics/service-metrics.service.js';
import { createDatabase } from '../support/databases.js';
import { FixedClock, startApp } from '../support/app.js';
import { startWorld, type AnalyticsWorld } from './analytics-data.js';

describe('the writer of service metrics', () => {
  let world: AnalyticsWorld;
  let game: { id: string; apiKey: string };

  beforeEach(async () => {
    world = await startWorld('2026-03-11T12:00:00Z');
    game = await world.app.createGame();
  });
  afterEach(() => world?.close());

  const writer = () => world.app.nest.get(ServiceMetricsService);
  const call = (playerId: string | null, costUsd = 0) =>
    ({
      gameId: game.id,
      playerId,
      service: 'memory',
      method: 'search',
      latencyMs: 1.5,
      costUsd,
      cacheHit: false,
      error: null,
    }) as const;
  const stored = async () =>
    (await world.db.query(`SELECT player_id, cost_usd::text AS cost, created_at FROM service_metrics ORDER BY id`))
      .rows;

  it('writes every call once, however many there are', async () => {
    const player = await world.app.createPlayer(game);
    for (let index = 0; index < 1234; index += 1) writer().record(call(player.id, 0.00000123));
    await writer().flush();
    const rows = await stored();
    expect(rows).toHaveLength(1234);
    expect(rows[0]).toEqual({
      player_id: player.id,
      cost: '0.0000012300',
      created_at: new Date('2026-03-11T12:00:00Z'),
    });
    expect((await world.db.query('SELECT 1 FROM aggregation_dirty_hours')).rowCount).toBe(0);
  });

  it('does not bring an erased player back', async () => {
    const player = await world.app.createPlayer(game);
    await world.app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    writer().record(call(player.id));
    await writer().flush();
    expect(await stored()).toMatchObject([{ player_id: null }]);
  });

  it('marks the hour of a row that is written after it', async () => {
    writer().record(call(null));
    world.clock.time = new Date('2026-03-11T13:00:01Z');
    await writer().flush();
    const { rows } = await world.db.query('SELECT game_id, hour FROM aggregation_dirty_hours');
    expect(rows).toEqual([{ game_id: game.id, hour: new Date('2026-03-11T12:00:00Z') }]);
  });

  it('gives up a row that cannot be, and no other with it', async () => {
    const costs = Array.from({ length: 40 }, (_, n) => (n === 17 ? 1e30 : n === 23 ? NaN : n / 1000));
    for (const cost of costs) writer().record(call(null, cost));
    await writer().flush();
    const rows = await stored();
    expect(rows.map(({ cost }) => Number(cost)).toSorted((a, b) => a - b)).toEqual(costs.filter((cost) => cost < 1));
    await world.app.as().get('/analytics/costs').expect(200);
  });

  it('keeps its rows while they cannot be written, and writes them when they can', async () => {
    await world.db.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$`,
    );
    await world.db.query(
      'CREATE TRIGGER refuse BEFORE INSERT ON service_metrics FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    writer().record(call(null));
    await writer().flush();
    expect(await stored()).toEqual([]);
    await world.db.query('DROP TRIGGER refuse ON service_metrics');
    await writer().flush();
    expect(await stored()).toHaveLength(1);
  });

  it('writes what waits before the process ends', async () => {
    const database = await createDatabase();
    const clock = new FixedClock(new Date('2026-03-11T12:00:00Z'));
    const app = await startApp({ databaseUrl: database.url, clock });
    app.nest.get(ServiceMetricsService).record(call(null));
    await app.close();
    const db = new Client({ connectionString: database.url });
    await db.connect();
    const { rowCount } = await db.query('SELECT 1 FROM service_metrics');
    await db.end();
    await database.drop();
    expect(rowCount).toBe(1);
  });
});
