import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ReflectionNightService } from '../../src/memories/reflection-night.service.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeModelHost } from '../support/fake-model-host.js';

jest.setTimeout(60_000);

interface Reflection {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly content: string;
  readonly importance: number;
  readonly sourceIds: string[];
  readonly context: Record<string, unknown>;
}

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(async () => {
  await app?.close();
});

/** A player of an application with twenty memories of importance 0.8: fights against Gorm, lost and won by turns. */
async function newPlayer(on: TestApp, of: { apiKey: string }, language = 'en') {
  const { id } = await on.createPlayer(of, { language });
  return { id, ids: await remember(on, of, id) };
}

async function remember(on: TestApp, of: { apiKey: string }, id: string, count = 20): Promise<string[]> {
  const memories = Array.from({ length: count }, (_, n) => ({
    type: 'combat',
    content: `Duel number ${n} of ${count} against Gorm at gate ${String.fromCodePoint(97 + n)}${n * 7}`,
    importance: 0.8,
    emotion: n % 2 === 0 ? 'sad' : 'proud',
    context: { eventType: n % 2 === 0 ? 'player.defeat' : 'player.victory', enemy: 'Gorm' },
  }));
  const { body } = await on.as(of.apiKey).post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
  return body.items.map(({ memory }: { memory: { id: string } }) => memory.id);
}

async function reflect(on: TestApp, of: { apiKey: string }, id: string): Promise<Reflection[]> {
  const { body } = await on.as(of.apiKey).post(`/players/${id}/memories/reflect`).expect(200);
  return body.items;
}

describe('POST /players/:playerId/memories/reflect', () => {
  it('writes what follows from the memories, with the memories it follows from, and nothing twice', async () => {
    const { id, ids } = await newPlayer(app, game);
    const items = await reflect(app, game, id);
    expect(items.map(({ content }) => content)).toEqual(
      expect.arrayContaining(['Gorm is a rival who keeps coming back: 20 encounters, matches won 10, lost 10.']),
    );
    expect(items.length).toBeLessThanOrEqual(3);
    for (const item of items) {
      expect(item).toMatchObject({ type: 'reflection', source: 'reflection', context: { by: 'rules' } });
      expect(item.importance).toBeCloseTo(0.9);
      expect(item.sourceIds.length).toBeGreaterThan(0);
      expect(ids).toEqual(expect.arrayContaining(item.sourceIds));
    }
    expect(await reflect(app, game, id)).toEqual([]);
    const player = (await app.as(game.apiKey).get(`/players/${id}`)).body;
    expect(player.stats.totalMemories).toBe(20 + items.length);
    const found = await app.as(game.apiKey).post(`/players/${id}/memories/search`).send({ query: 'who is a rival' });
    expect(found.body.items[0].memory.type).toBe('reflection');
  });

  it('speaks the language of the player', async () => {
    const { id } = await newPlayer(app, game, 'ja-JP');
    const contents = (await reflect(app, game, id)).map(({ content }) => content);
    expect(contents).toContain('Gormは何度も現れるライバルで、対決は20回、10勝10敗。');
  });

  it('waits until enough has gathered, and never reflects on reflections', async () => {
    const { id } = await app.createPlayer(game);
    await remember(app, game, id, 18);
    const memories = Array.from({ length: 30 }, (_, n) => ({
      type: n % 2 === 0 ? 'reflection' : 'combat',
      content: `An old thought of somebody, the one called ${String.fromCodePoint(97 + n).repeat(5)}`,
      importance: 1,
      source: 'reflection',
    }));
    await app.as(game.apiKey).post(`/players/${id}/memories/batch`).send({ memories }).expect(200);
    const { body } = await app.as(game.apiKey).post(`/players/${id}/memories/reflect`).expect(200);
    expect(body).toEqual({ items: [], unreflectedImportance: 14.4, threshold: 15 });
    await remember(app, game, id, 3);
    expect((await reflect(app, game, id)).length).toBeGreaterThan(0);
  });

  it('gives each memory to one reflection only, however many ask at once', async () => {
    const { id } = await newPlayer(app, game);
    const answers = await Promise.all(Array.from({ length: 6 }, () => reflect(app, game, id)));
    expect(answers.filter((items) => items.length > 0)).toHaveLength(1);
  });

  it('leaves out sources that are gone by the time it writes', async () => {
    const { id, ids } = await newPlayer(app, game);
    await app.as(game.apiKey).delete(`/memories/${ids[0]}`).expect(204);
    const items = await reflect(app, game, id);
    expect(items.flatMap(({ sourceIds }) => sourceIds)).not.toContain(ids[0]);
  });

  it('knows nobody of another game, and no id that is none', async () => {
    const { id } = await app.createPlayer(game);
    const other = await app.createGame();
    await app.as(other.apiKey).post(`/players/${id}/memories/reflect`).expect(404);
    await app.as(game.apiKey).post('/players/nobody/memories/reflect').expect(400);
    await app.http.post(`/players/${id}/memories/reflect`).expect(401);
  });
});

describe('the night', () => {
  it('reflects for everybody with whom enough has gathered, once', async () => {
    const due = await newPlayer(app, game);
    const calm = await app.createPlayer(game);
    await remember(app, game, calm.id, 3);
    const night = app.nest.get(ReflectionNightService);
    expect(await night.run()).toMatchObject({ failed: 0 });
    const reflectionsOf = async (id: string) =>
      (await app.as(game.apiKey).get(`/players/${id}/memories?type=reflection`)).body.items.length;
    expect(await reflectionsOf(due.id)).toBeGreaterThan(0);
    expect(await reflectionsOf(calm.id)).toBe(0);
    expect(await night.run()).toEqual({ players: 0, insights: 0, failed: 0 });
  });

  it('is scheduled where the scheduler is on', async () => {
    const other = await startApp({ databaseUrl: app.databaseUrl, env: { SCHEDULER_ENABLED: 'true' } });
    try {
      expect(other.nest.get(SchedulerRegistry).doesExist('cron', 'memory-reflection')).toBe(true);
      expect(app.nest.get(SchedulerRegistry).doesExist('cron', 'memory-reflection')).toBe(false);
    } finally {
      await other.close();
    }
  });
});

describe('with a model', () => {
  let host: FakeModelHost;
  let modelled: TestApp;
  let paying: { id: string; apiKey: string };

  const modelEnv = () => ({
    LLM_PROVIDER: 'anthropic',
    LLM_MODEL: 'claude-haiku-4-5',
    ANTHROPIC_API_KEY: 'key-of-the-tests',
    ANTHROPIC_BASE_URL: host.url,
  });

  beforeAll(async () => {
    host = await startFakeAnthropic();
    modelled = await startApp({ env: modelEnv() });
    paying = await modelled.createGame();
  });

  afterAll(async () => {
    await modelled?.close();
    await host?.close();
  });

  const costOf = async (playerId: string): Promise<number | undefined> => {
    const [row] = await modelled.nest
      .get(PrismaService)
      .query<{ cost: number }>(
        '',
        `SELECT cost_usd::float8 AS cost FROM service_metrics WHERE player_id = $1 AND service = 'memory' AND method = 'reflect'`,
        [playerId],
      );
    return row?.cost;
  };

  it('takes its insights, drops those that name no memory that was told, and records what they cost', async () => {
    host.script({
      kind: 'text',
      text: JSON.stringify({
        insights: [
          { text: 'Gorm brings out the best after a setback.', sources: [1, 2, 3] },
          { text: 'The player owns a dragon.', sources: [999] },
        ],
      }),
      usage: { inputTokens: 1000, outputTokens: 100 },
    });
    const { id, ids } = await newPlayer(modelled, paying);
    const items = await reflect(modelled, paying, id);
    expect(items).toMatchObject([
      { content: 'Gorm brings out the best after a setback.', context: { by: 'llm', kind: 'free' } },
    ]);
    expect(items[0]!.sourceIds).toHaveLength(3);
    expect(ids).toEqual(expect.arrayContaining(items[0]!.sourceIds));
    // 1,000 tokens in and 100 out at 1 and 5 US dollars a million.
    expect(await eventually(() => costOf(id), 0.0015)).toBeCloseTo(0.0015, 8);
    const budget = (await modelled.as(paying.apiKey).get(`/games/${paying.id}/budget`).expect(200)).body;
    expect(JSON.stringify(budget)).toContain('0.0015');
  });

  it('asks it once, and pays once, however many instances reflect on one player at once', async () => {
    const other = await startApp({ databaseUrl: modelled.databaseUrl, env: modelEnv() });
    try {
      const { id } = await newPlayer(modelled, paying);
      host.calls.length = 0;
      host.script({ kind: 'delay', ms: 500, next: { kind: 'text', text: 'I would rather write a poem.' } });
      const answers = await Promise.all([modelled, other, modelled, other].map((one) => reflect(one, paying, id)));
      expect(answers.filter((items) => items.length > 0)).toHaveLength(1);
      expect(host.calls).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('leaves to nobody a reflection that another is at, until its claim has ended', async () => {
    const { id } = await newPlayer(modelled, paying);
    const claim = (until: string) =>
      modelled.nest
        .get(PrismaService)
        .query('', `UPDATE player_states SET reflecting_until = now() + $2::interval WHERE player_id = $1`, [
          id,
          until,
        ]);
    await claim('1 minute');
    expect(await reflect(modelled, paying, id)).toEqual([]);
    await claim('-1 second');
    expect((await reflect(modelled, paying, id)).length).toBeGreaterThan(0);
  });

  it.each([
    ['an error', { kind: 'status' as const, status: 500 }],
    ['nonsense', { kind: 'text' as const, text: 'I would rather write a poem.' }],
  ])('counts by itself when there is %s', async (_, step) => {
    host.script(step);
    const { id } = await newPlayer(modelled, paying);
    const items = await reflect(modelled, paying, id);
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ context }) => context['by'] === 'rules')).toBe(true);
  });
});
