import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { OutboxWorker } from '../../src/memories/outbox-worker.js';
import { VectorMaintenanceService } from '../../src/memories/vector-maintenance.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { startFakeEmbeddingHost, type FakeEmbeddingHost } from '../support/fake-openai-embeddings.js';

let host: FakeEmbeddingHost;
let app: TestApp;
let database: Client;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  host = await startFakeEmbeddingHost();
  app = await startApp({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: host.baseUrl, LLM_PROVIDER: 'none' } });
  database = new Client({ connectionString: app.databaseUrl });
  await database.connect();
  game = await app.createGame();
}, 30_000);

afterAll(async () => {
  await database?.end();
  await app?.close();
  await host?.close();
}, 30_000);

beforeEach(() => {
  host.mode = 'ok';
  host.poison = null;
  host.calls.length = 0;
});

/** Whatever failed is embedded before the next test, when the circuit has closed again. */
afterEach(async () => {
  host.mode = 'ok';
  host.poison = null;
  await eventually(rest, 0, 20_000);
}, 30_000);

/** A slip of the pen: no word is the same, and only a vector can tell what was meant. */
const SLIP = 'dragonslayrs';

const as = () => app.as(game.apiKey);

/** Does what is due and what waits for its next attempt; how many rows are left. */
async function rest(): Promise<number> {
  await database.query(`UPDATE memory_outbox SET available_at = 'epoch', dead_at = NULL`);
  await app.nest.get(OutboxWorker).drain();
  return count('memory_outbox');
}

async function count(sql: string, params: unknown[] = []): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`, params);
  return rows[0]?.count ?? -1;
}

const VECTORLESS = `memories m WHERE m.player_id = $1 AND NOT EXISTS (
  SELECT 1 FROM memory_vectors v WHERE v.memory_id = m.id AND v.model = 'openai-text-embedding-3-small-512')`;

/** A busy machine may take longer than a write waits; then the worker does it. */
async function embedded(playerId: string): Promise<void> {
  expect(await eventually(rest, 0, 20_000)).toBe(0);
  expect(await count(VECTORLESS, [playerId])).toBe(0);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

async function remember(playerId: string, content: string): Promise<string> {
  const body = { type: 'quest', content };
  const answer = await as().post(`/players/${playerId}/memories`).send(body).expect(201);
  return answer.body.id as string;
}

async function found(playerId: string, query: string): Promise<string[]> {
  const body = { query, limit: 20, mode: 'exact' };
  const answer = await as().post(`/players/${playerId}/memories/search`).send(body).expect(200);
  return (answer.body.items as { memory: { content: string } }[]).map(({ memory }) => memory.content);
}

describe('an embedder that answers', () => {
  it('gives each memory its vector at once, and every game the bill for its own', async () => {
    const { id } = await app.createPlayer(game);
    await remember(id, 'dragonslayers of the northern keep');
    await embedded(id);
    const seen = async () => (await found(id, SLIP)).includes('dragonslayers of the northern keep');
    expect(await eventually(seen, true)).toBe(true);
    const bills = async () =>
      count(`service_metrics WHERE method = 'embed' AND game_id = $1 AND service = 'memory' AND cost_usd > 0`, [
        game.id,
      ]);
    expect(await eventually(bills, 2)).toBe(2);
    const { rows } = await database.query<{ cost: string }>(
      `SELECT cost_usd AS cost FROM service_metrics WHERE method = 'embed' ORDER BY cost_usd DESC LIMIT 1`,
    );
    // Five tokens at 0.02 dollars a million.
    expect(Number(rows[0]?.cost)).toBeCloseTo(1e-7, 12);
  }, 30_000);

  it('is asked by one call for a batch, and not at all for what it was asked before', async () => {
    const { id } = await app.createPlayer(game);
    const memories = Array.from({ length: 50 }, (_, i) => ({
      type: 'quest',
      content: `the ${i}th lantern of the sea`,
    }));
    await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    await embedded(id);
    const calls = host.calls.length;
    expect(calls).toBeLessThan(5);
    expect(host.calls.flat()).toHaveLength(50);
    const { id: other } = await app.createPlayer(game);
    await as().post(`/players/${other}/memories/batch`).send({ memories }).expect(200);
    await embedded(other);
    expect(host.calls).toHaveLength(calls);
  }, 30_000);

  it('is asked far less often on a stream with common phrases than there are texts', async () => {
    const players = await Promise.all(Array.from({ length: 10 }, () => app.createPlayer(game)));
    const greetings = [
      'Hello!',
      'good game',
      'gg',
      'Thanks a lot',
      'let us go',
      'one more round',
      'nice shot',
      'see you',
    ];
    const asked: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(
        players.map((player, i) => {
          // Two of five remarks are said for the first time; the others everybody says.
          const n = round * players.length + i;
          const content = n % 5 < 2 ? `I met ${n} wolves at the ${n * 7}th milestone` : greetings[(n * 3) % 8]!;
          asked.push(content);
          return as().post(`/players/${player.id}/memories`).send({ type: 'chat', source: 'chat', content });
        }),
      );
    }
    const texts = host.calls.flat().length;
    process.stdout.write(
      `embeddings: ${asked.length} texts asked for, ${texts} embedded (${percent(1 - texts / asked.length)} fewer), ` +
        `in ${host.calls.length} calls (${percent(1 - host.calls.length / asked.length)} fewer than one a text)\n`,
    );
    expect(texts).toBeLessThanOrEqual(asked.length * 0.8);
    expect(host.calls.length).toBeLessThanOrEqual(texts);
    for (const { id } of players) await embedded(id);
  }, 60_000);
});

describe('an embedder that is away for a while', () => {
  it.each(['gone', 'slow', 429, 500, 'wrong-size'] as const)(
    'loses nothing (%s): memories are written and found by their words, and have their vectors afterwards',
    async (mode) => {
      const { id } = await app.createPlayer(game);
      host.mode = mode;
      await remember(id, `dragonslayers of the ${mode} keep`);
      const memories = [`the ${mode} lantern`, `the ${mode} violin`].map((content) => ({ type: 'quest', content }));
      await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
      const event = { playerId: id, type: 'player.bosskill', data: { enemy: `Vorkath ${mode}`, isFirstTime: true } };
      const reaction = await as().post('/events').send(event).expect(201);
      expect(reaction.body.memory).toBeDefined();
      expect(await count(VECTORLESS, [id])).toBe(4);
      expect(await count('memory_outbox WHERE player_id = $1', [id])).toBe(4);
      expect(await found(id, 'violin')).toContain(`the ${mode} violin`);
      // The search before is kept in process; what comes later is seen nevertheless.
      host.mode = 'ok';
      expect(await eventually(rest, 0, 20_000)).toBe(0);
      expect(await count(VECTORLESS, [id])).toBe(0);
      const seen = async () => (await found(id, SLIP)).includes(`dragonslayers of the ${mode} keep`);
      expect(await eventually(seen, true, 15_000)).toBe(true);
    },
    60_000,
  );

  it('has the vector of a changed text only, never that of the old one', async () => {
    const { id } = await app.createPlayer(game);
    const memory = await remember(id, 'dragonslayers of the southern keep');
    host.mode = 'gone';
    await as().patch(`/memories/${memory}`).send({ content: 'lighthouses of the coast' }).expect(200);
    expect(await count(VECTORLESS, [id])).toBe(1);
    host.mode = 'ok';
    expect(await eventually(rest, 0, 20_000)).toBe(0);
    const { id: other } = await app.createPlayer(game);
    const same = await remember(other, 'lighthouses of the coast');
    await embedded(other);
    const { rows } = await database.query('SELECT DISTINCT vector FROM memory_vectors WHERE memory_id = ANY($1)', [
      [memory, same],
    ]);
    expect(rows).toHaveLength(1);
  }, 60_000);

  it('gives up the text that is refused, and no other', async () => {
    const { id } = await app.createPlayer(game);
    host.poison = 'cursed';
    const memories = ['a cursed sword', 'a blessed shield'].map((content) => ({ type: 'loot', content }));
    await as().post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    for (let i = 0; i < 4; i += 1) {
      await database.query(`UPDATE memory_outbox SET available_at = 'epoch'`);
      await app.nest.get(OutboxWorker).drain();
    }
    expect(await count(VECTORLESS, [id])).toBe(1);
    expect(await count('memory_outbox WHERE dead_at IS NOT NULL AND last_error IS NOT NULL')).toBe(1);
    expect(await found(id, 'sword')).toContain('a cursed sword');
    const { body } = await app.http.get('/health/ready').expect(200);
    expect(body.dependencies.vectors.detail).toMatch(/1 were given up/);
  }, 30_000);
});

describe('another model', () => {
  it('has its vectors after a reconciliation, without which older memories are found by their words', async () => {
    const { id } = await app.createPlayer(game);
    await remember(id, 'dragonslayers of the western keep');
    await remember(id, 'a market of potions');
    await embedded(id);
    const local = await startApp({ databaseUrl: app.databaseUrl });
    try {
      const search = async (query: string) => {
        const answer = await local
          .as(game.apiKey)
          .post(`/players/${id}/memories/search`)
          .send({ query, mode: 'exact' });
        return (answer.body.items as { memory: { content: string } }[]).map(({ memory }) => memory.content);
      };
      expect(await search(SLIP)).toEqual([]);
      expect(await search('keep')).toContain('dragonslayers of the western keep');
      const counts = await local.nest.get(VectorMaintenanceService).rebuild();
      expect(counts).toMatchObject({ memories: counts?.unembedded, failed: 0 });
      expect(await search(SLIP)).toContain('dragonslayers of the western keep');
      // And back again, for what is tested after this.
      await app.nest.get(VectorMaintenanceService).rebuild();
      expect(await count(VECTORLESS, [id])).toBe(0);
    } finally {
      await local.close();
    }
  }, 30_000);
});
