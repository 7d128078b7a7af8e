import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceMetricsService } from '../../src/analytics/service-metrics.service.js';
import type { GameEvent } from '../../src/events/event.types.js';
import { MemoryPipelineService, type EventMemoryRequest } from '../../src/memories/memory-pipeline.service.js';
import type { PreparedMemory } from '../../src/memories/prepared-memory.types.js';
import type { PlayerProfile } from '../../src/players/player.types.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const NEUTRAL = { pleasure: 0, arousal: 0, dominance: 0 };

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };
let pipeline: MemoryPipelineService;
let prisma: PrismaService;

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock });
  game = await app.createGame();
  pipeline = app.nest.get(MemoryPipelineService);
  prisma = app.nest.get(PrismaService);
});

afterAll(() => app?.close());

const as = () => app.as(game.apiKey);

async function newPlayer(language = 'en'): Promise<PlayerProfile> {
  const { body } = await as().get(`/players/${(await app.createPlayer(game, { language })).id}`);
  return body as PlayerProfile;
}

async function stateOf(playerId: string) {
  const [state] = await prisma.query<{ memoryVersion: number; totalMemories: number }>(
    '',
    `SELECT memory_version AS "memoryVersion", total_memories AS "totalMemories" FROM player_states WHERE player_id = $1`,
    [playerId],
  );
  return state!;
}

async function prepare(player: PlayerProfile, event: GameEvent, more: Partial<EventMemoryRequest> = {}) {
  return pipeline.prepareFromEvent({
    playerId: player.id,
    gameId: player.gameId,
    event,
    eventRowId: '0190a000-0000-7000-8000-000000000001',
    language: player.language,
    emotion: 'excited',
    intensity: 0.9,
    isFirstTime: false,
    count: null,
    threshold: 0.7,
    occurredAt: clock.time,
    ...(await stateOf(player.id)),
    ...more,
  });
}

const LOOT: GameEvent = {
  type: 'player.lootlegendary',
  data: { item: 'Dragonfang Blade', enemy: 'Ignis' },
  context: { winStreak: 6, gameTime: 120 },
};

const enemy = (name: string): GameEvent => ({ type: 'player.bosskill', data: { enemy: name }, context: {} });

async function write(player: PlayerProfile, prepared: PreparedMemory | null) {
  return prisma.transaction(async (tx) => {
    await tx.query('', 'SELECT 1 FROM player_states WHERE player_id = $1 FOR UPDATE', [player.id]);
    const [written] = await pipeline.writePreparedMany(tx, [prepared!], clock.time);
    return written!;
  });
}

describe('an event that is remembered', () => {
  it('leaves a sentence with what it is worth, once', async () => {
    const player = await newPlayer();
    const written = await write(player, await prepare(player, LOOT));
    expect(written).toEqual({ id: expect.any(String), importance: 0.9, created: true });
    const memory = (await as().get(`/memories/${written.id}`).expect(200)).body;
    expect(memory).toMatchObject({
      type: 'loot',
      source: 'event',
      emotion: 'excited',
      eventId: '0190a000-0000-7000-8000-000000000001',
      context: { eventType: 'player.lootlegendary', item: 'Dragonfang Blade', winStreak: 6 },
    });
    expect(memory.content).toContain('Dragonfang Blade');
    const again = await write(player, await prepare(player, LOOT));
    expect(again).toEqual({ id: written.id, importance: 0.9, created: false });
    expect((await stateOf(player.id)).totalMemories).toBe(1);
  });

  it('is a milestone the first time, chat when it was typed, and nothing below the threshold', async () => {
    const player = await newPlayer('ja');
    const win: GameEvent = { type: 'player.victory', data: {}, context: {} };
    expect(await prepare(player, win, { intensity: 0.5 })).toBeNull();
    const first = await prepare(player, win, { intensity: 0.5, isFirstTime: true, count: 1 });
    expect(first).toMatchObject({ type: 'milestone', importance: 0.8 });
    expect(first!.content).toContain('初めて');
    const chat: GameEvent = { type: 'player.chat', data: { text: 'I love dragons' }, context: {} };
    expect(await prepare(player, chat)).toBeNull();
    expect(await prepare(player, chat, { threshold: 0.4 })).toMatchObject({ source: 'chat', type: 'conversation' });
    const own: GameEvent = { type: 'raid.wipe', data: {}, context: {} };
    expect(await prepare(player, own, { threshold: 0.5 })).toMatchObject({ source: 'event', type: 'session' });
  });

  it('writes those of several players in one go, in order, folding what is told twice', async () => {
    const [one, two] = [await newPlayer(), await newPlayer()];
    const prepared = [
      await prepare(one, LOOT),
      await prepare(two, LOOT),
      await prepare(one, LOOT),
      await prepare(one, { ...LOOT, data: { item: 'Frost Crown' } }),
    ].map((memory) => memory!);
    const written = await prisma.transaction((tx) => pipeline.writePreparedMany(tx, prepared, clock.time));
    expect(written.map(({ created }) => created)).toEqual([true, true, false, true]);
    expect(written[2]!.id).toBe(written[0]!.id);
    expect((await stateOf(one.id)).totalMemories).toBe(2);
    expect((await stateOf(two.id)).totalMemories).toBe(1);
  });

  it('is written anew when what it was to reinforce is gone meanwhile', async () => {
    const player = await newPlayer();
    const { id } = await write(player, await prepare(player, LOOT));
    const prepared = await prepare(player, LOOT);
    expect(prepared!.standingId).toBe(id);
    await as().delete(`/memories/${id}`).expect(204);
    expect(await write(player, prepared)).toMatchObject({ created: true });
  });
});

async function happen(playerId: string, type: string, data: object) {
  const event = { playerId, type, data, occurredAt: clock.time.toISOString() };
  return (await as().post('/events').send(event).expect(201)).body;
}

describe('what happens again', () => {
  it('is another memory with another name, and each answer has its own', async () => {
    const { id } = await newPlayer();
    const told: { id: string }[] = [];
    for (const name of ['Gate Warden I', 'Gate Warden II', 'Gate Warden III', '雪山之王', '火山之王']) {
      const { memory } = await happen(id, 'player.bosskill', { enemy: name, isFirstTime: true });
      expect((await as().get(`/memories/${memory.id}`)).body.content).toContain(name);
      told.push(memory);
    }
    expect(new Set(told.map((memory) => memory.id)).size).toBe(5);
    // Of a batch too, which compares no vectors; and where the sentence leaves the name out.
    const events = ['Ash', 'Asha'].flatMap((name) => [
      { playerId: id, type: 'player.betrayed', data: { ally: name } },
      { playerId: id, type: 'player.levelup', data: { level: 50, enemy: name, isFirstTime: true } },
    ]);
    await as().post('/events/batch').send({ events }).expect(200);
    const { items } = (await as().get(`/players/${id}/memories?type=social`)).body;
    expect(items.map(({ context }: { context: { ally: string } }) => context.ally).sort()).toEqual(['Ash', 'Asha']);
    const all: { content: string }[] = (await as().get(`/players/${id}/memories`)).body.items;
    expect(all.filter(({ content }) => content.includes('level 50'))).toHaveLength(2);
  });

  it('is one memory with the same name, which counts how often it was and when last', async () => {
    const { id } = await newPlayer();
    const start = clock.time;
    const first = await happen(id, 'player.betrayed', { ally: 'Doran', isFirstTime: true });
    for (let day = 1; day <= 4; day += 1) {
      clock.time = new Date(start.getTime() + day * 86_400_000);
      await happen(id, 'player.betrayed', { ally: 'Doran' });
    }
    const betrayal = { playerId: id, type: 'player.betrayed', data: { ally: 'Doran' } };
    await as()
      .post('/events/batch')
      .send({ events: [betrayal, betrayal, betrayal] })
      .expect(200);
    const all = (await as().get(`/players/${id}/memories?type=social`)).body.items;
    const again = all.find((memory: { context: { isFirstTime?: true } }) => !memory.context.isFirstTime);
    expect(again).toMatchObject({ context: { times: 7, lastAt: clock.time.toISOString() } });
    expect(all.map((memory: { id: string }) => memory.id).sort()).toEqual([first.memory.id, again.id].sort());
    clock.time = start;
  });
});

describe('what an event calls to mind', () => {
  it('is what has to do with the names in it, or with its kind, in the language of the player', async () => {
    const player = await newPlayer('zh');
    const recall = async (event: GameEvent) => {
      const request = { playerId: player.id, event, language: 'zh', mood: NEUTRAL, limit: 3 };
      const recalled = await pipeline.recallForEvent({ ...request, now: clock.time, ...(await stateOf(player.id)) });
      return recalled.map(({ id }) => id);
    };
    const bare: GameEvent = { type: 'player.victory', data: {}, context: {} };
    expect(await recall(bare)).toEqual([]);
    const dragon = await write(player, await prepare(player, enemy('冰霜巨龙'), { threshold: 0 }));
    const wolf = await write(player, await prepare(player, enemy('Red Wolf'), { threshold: 0 }));
    const win = await write(player, await prepare(player, bare, { threshold: 0 }));
    expect(await recall(enemy('冰霜巨龙'))).toEqual([dragon.id]);
    expect(await recall(enemy('Red Wolf'))).toEqual([wolf.id]);
    expect(await recall(enemy('Red Fox'))).toEqual([]);
    expect(await recall(bare)).toContain(win.id);
    const chat = { type: 'player.chat', data: { text: 'do you remember the red wolf?' }, context: {} };
    expect(await recall(chat)).toEqual([wolf.id]);
  });

  it('becomes stronger, once in five minutes', async () => {
    const player = await newPlayer();
    const { id } = await write(player, await prepare(player, enemy('Red Wolf'), { threshold: 0 }));
    const recalled = new Date(clock.time);
    const again = async () => {
      const event = { playerId: player.id, ...enemy('Red Wolf'), respond: ['dialogue'] };
      const { body } = await as().post('/events').send(event).expect(201);
      expect(body.dialogue.memoryIds).toEqual([id]);
      return (await as().get(`/memories/${id}`)).body;
    };
    expect(await again()).toMatchObject({ strength: 1, lastRecalledAt: recalled.toISOString() });
    clock.time = new Date(recalled.getTime() + 5 * 60_000 - 1);
    expect(await again()).toMatchObject({ strength: 1, lastRecalledAt: recalled.toISOString() });
    clock.time = new Date(recalled.getTime() + 5 * 60_000);
    expect(await again()).toMatchObject({ strength: 2, lastRecalledAt: clock.time.toISOString() });
  });
});

describe('an erasure', () => {
  it('leaves nothing behind, whatever is being written', async () => {
    const { id } = await newPlayer();
    const posts = Array.from({ length: 30 }, (_, i) =>
      as()
        .post(`/players/${id}/memories`)
        .send({ type: 'combat', content: `Beat dragon number ${i}` }),
    );
    const erased = as().delete(`/players/${id}`);
    const statuses = (await Promise.all([...posts, erased])).map(({ status }) => status);
    expect(statuses.slice(0, -1).filter((status) => status !== 201 && status !== 404)).toEqual([]);
    expect(statuses.at(-1)).toBe(200);
    const [left] = await prisma.query<{ rows: number }>(
      '',
      `SELECT (SELECT count(*) FROM memories WHERE player_id = $1)::int
            + (SELECT count(*) FROM memory_vectors WHERE player_id = $1)::int AS rows`,
      [id],
    );
    expect(left!.rows).toBe(0);
  });
});

describe('what is left of each call', () => {
  it('is a metric row', async () => {
    const { id } = await newPlayer();
    const post = (path: string, body: object) => as().post(`/players/${id}/memories${path}`).send(body);
    await post('', { type: 'combat', content: 'Beat the ice dragon' }).expect(201);
    await post('', { type: 'combat', content: 'Beat the ice dragon' }).expect(200);
    await post('/batch', { memories: [1, 2].map((n) => ({ type: 'quest', content: `Quest ${n}` })) }).expect(200);
    await post('/search', { query: 'dragon' }).expect(200);
    await post('/context', { text: 'dragon' }).expect(200);
    await app.nest.get(ServiceMetricsService).flush();
    const rows = await prisma.query<{ method: string; count: number }>(
      '',
      `SELECT method, count(*)::int AS count FROM service_metrics
        WHERE player_id = $1 AND game_id = $2 AND service = 'memory' AND error IS NULL AND latency_ms >= 0
        GROUP BY method ORDER BY method`,
      [id, game.id],
    );
    expect(rows).toEqual([
      { method: 'context', count: 1 },
      { method: 'create', count: 3 },
      { method: 'reinforce', count: 1 },
      { method: 'search', count: 1 },
    ]);
  });
});
