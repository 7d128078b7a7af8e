import { expect } from '@jest/globals';
import { Client } from 'pg';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { VectorMaintenanceService } from '../../src/memories/vector-maintenance.service.js';
import { startApp, type TestApp } from './app.js';
import { withCleanUp, type CleanUp } from './clean-up.js';
import { startFakeQdrant, type FakeCollection, type FakeQdrant } from './fake-qdrant.js';

export const THINGS = [
  'dragon',
  'castle',
  'lantern',
  'harbour',
  'violin',
  'compass',
  'orchard',
  'glacier',
  'anvil',
  'raven',
];

/** An application with a vector database beside it, and ways to look into both. */
export class VectorWorld {
  private constructor(
    readonly app: TestApp,
    readonly qdrant: FakeQdrant,
    readonly game: { readonly id: string; readonly apiKey: string },
    private readonly database: Client,
    private readonly cleanUp: CleanUp,
  ) {}

  static begin(): Promise<VectorWorld> {
    return withCleanUp(async (cleanUp) => {
      const qdrant = cleanUp.after(await startFakeQdrant(), (made) => made.close());
      const app = cleanUp.after(await startApp({ env: { QDRANT_URL: qdrant.url } }), (made) => made.close());
      const database = cleanUp.after(new Client({ connectionString: app.databaseUrl }), (made) => made.end());
      await database.connect();
      return new VectorWorld(app, qdrant, await app.createGame(), database, cleanUp);
    });
  }

  end(): Promise<void> {
    return this.cleanUp.run();
  }

  /** Brings the outbox and the collection in line, whatever a test did to them. */
  async mend(): Promise<void> {
    this.qdrant.mode = 'up';
    await this.work();
    await this.maintenance.reconcile();
  }

  as() {
    return this.app.as(this.game.apiKey);
  }

  get worker(): OutboxWorker {
    return this.app.nest.get(OutboxWorker);
  }

  get maintenance(): VectorMaintenanceService {
    return this.app.nest.get(VectorMaintenanceService);
  }

  collection(name = 'agl_memories'): FakeCollection {
    return this.qdrant.collections.get(name)!;
  }

  async newPlayer(): Promise<string> {
    return (await this.app.createPlayer(this.game)).id;
  }

  /** Does all that is due, and what waits for its next attempt as well. */
  async work(): Promise<void> {
    await this.database.query(`UPDATE memory_outbox SET available_at = 'epoch'`);
    await this.worker.drain();
  }

  async count(sql: string, params: unknown[] = []): Promise<number> {
    const { rows } = await this.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, params);
    return rows[0]?.count ?? -1;
  }

  async remember(playerId: string, content: string, more: object = {}): Promise<string> {
    const body = { type: 'quest', content, ...more };
    const answer = await this.as().post(`/players/${playerId}/memories`).send(body).expect(201);
    return answer.body.id as string;
  }

  async found(playerId: string, query: string, more: object = {}): Promise<string[]> {
    const body = { query, limit: 20, mode: 'exact', ...more };
    const answer = await this.as().post(`/players/${playerId}/memories/search`).send(body).expect(200);
    return (answer.body.items as { memory: { content: string } }[]).map(({ memory }) => memory.content);
  }

  /** The ids of a player's memories here and there. */
  async places(playerId: string): Promise<{ here: string[]; there: string[] }> {
    const sql = 'SELECT id FROM memories WHERE player_id = $1';
    const { rows } = await this.database.query<{ id: string }>(sql, [playerId]);
    const points = [...this.collection().points.values()].filter(({ payload }) => payload['playerId'] === playerId);
    return { here: rows.map(({ id }) => id).toSorted(), there: points.map(({ id }) => id).toSorted() };
  }

  async expectInLine(playerId: string, size: number): Promise<void> {
    const { here, there } = await this.places(playerId);
    expect(here).toHaveLength(size);
    expect(there).toEqual(here);
    expect(await this.count('memory_outbox WHERE player_id = $1', [playerId])).toBe(0);
  }
}
