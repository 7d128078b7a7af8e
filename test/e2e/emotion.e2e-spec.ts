import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Analysis } from '../../src/emotion/emotion.schemas.js';
import { EMOTION_NAMES } from '../../src/emotion/emotion.types.js';
import { EVENT_TYPES } from '../../src/emotion/event-type.tables.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { problemOf, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

const send = (body: object, key = game.apiKey) => app.as(key).post('/emotion/analyze').send(body);
const sendMany = (events: unknown[], key = game.apiKey) => app.as(key).post('/emotion/analyze/batch').send({ events });
const readCatalog = () => app.as(game.apiKey).get('/emotion/catalog');
const analyze = async (body: object, key = game.apiKey): Promise<Analysis> =>
  (await send(body, key).expect(200)).body as Analysis;
const happen = (playerId: string, type: string) =>
  app.as(game.apiKey).post('/events').send({ playerId, type }).expect(201);

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

/** What time does not change: between two analyses a mood decays a little. */
function timeless({ emotion, confidence, reasoning }: Analysis): object {
  return { emotion, confidence, reasoning };
}

function expectUnit(value: number): void {
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThanOrEqual(1);
}

describe('POST /emotion/analyze', () => {
  it('answers with the emotion, how sure and why', async () => {
    const body = await analyze({ type: 'player.victory', data: { mvp: true }, context: { difficulty: 'hard' } });
    expect(body).toEqual({
      emotion: 'proud',
      intensity: expect.any(Number),
      confidence: expect.any(Number),
      action: 'proud_pose',
      method: 'rule',
      reasoning: expect.stringMatching(/\w+/),
      cacheHit: false,
      costUsd: 0,
      latencyMs: expect.any(Number),
    });
    expectUnit(body.intensity);
    expect(body.confidence).toBeGreaterThanOrEqual(0.85);
    expect(body.latencyMs).toBeGreaterThanOrEqual(0);
  });

  it('needs the type alone, and takes an administrator too', async () => {
    const body = await analyze({ type: 'player.defeat' }, app.adminKey);
    expect(body.emotion).toBe('sad');
    expect(body).not.toHaveProperty('receipt');
  });

  it.each(Object.keys(EVENT_TYPES))('knows %s', async (type) => {
    const body = await analyze({ type });
    expect(EMOTION_NAMES).toContain(body.emotion);
    for (const value of [body.intensity, body.confidence]) expectUnit(value);
    expect(body.action).not.toBe('');
    expect(body.reasoning).not.toBe('');
  });

  it('is honest about a type it does not know', async () => {
    for (const type of ['farm.harvest', 'object.constructor', 'zz.q']) {
      expect((await analyze({ type, data: { amount: 3 } })).confidence).toBeLessThanOrEqual(0.6);
    }
  });

  it('takes every field at its bounds, and fields it does not know', async () => {
    await analyze({
      type: 'player.loot',
      data: {
        margin: -1,
        count: 0,
        amount: -1e15,
        item: 'x'.repeat(200),
        text: 'y'.repeat(500),
        weapon: { kind: 'bow' },
      },
      context: { playerHealth: 0, gameTime: 1e12, winStreak: 1_000_000_000, weather: 'rain' },
    });
    await analyze({ type: 'a.b', data: nested(8), context: { notes: 'x'.repeat(16_000) } });
  });

  it('explains itself in a receipt', async () => {
    const { receipt } = await analyze({ type: 'player.victory', data: { winStreak: 4 }, receipt: true });
    expect(receipt).toMatchObject({
      appraisal: {
        parts: expect.arrayContaining([{ rule: 'winStreak', effect: 1.2, on: 'intensity' }]),
        situation: { mood: null, sensitivity: 1 },
      },
      signature: expect.stringContaining('player.victory'),
      llm: { used: false },
    });
  });

  it("goes by the game's sensitivity, at once when it changes", async () => {
    const own = await app.createGame({ emotionSensitivity: 0.5 });
    const { intensity } = await analyze({ type: 'player.victory' });
    expect((await analyze({ type: 'player.victory' }, own.apiKey)).intensity).toBeCloseTo(intensity * 0.5, 3);
    await app
      .as()
      .patch(`/games/${own.id}`)
      .send({ config: { emotionSensitivity: 1.25 } })
      .expect(200);
    expect((await analyze({ type: 'player.victory' }, own.apiKey)).intensity).toBeCloseTo(intensity * 1.25, 3);
    const player = await app.createPlayer(own);
    const death = await analyze({ type: 'player.death' });
    const byAdmin = await analyze({ type: 'player.death', playerId: player.id }, app.adminKey);
    expect(byAdmin.intensity).toBeCloseTo(death.intensity * 1.25, 3);
  });

  it('leaves a row in the metrics', async () => {
    const own = await app.createGame();
    const player = await app.createPlayer(own);
    await analyze({ type: 'player.victory', playerId: player.id }, own.apiKey);
    await sendMany([{ type: 'player.kill' }, { type: 'player.death' }], own.apiKey).expect(200);
    const read = async () => (await app.as(own.apiKey).get('/analytics/metrics?service=emotion').expect(200)).body;
    expect(await eventually(async () => (await read()).page.total, 3, 5000)).toBe(3);
    const rows = (await read()).items as { playerId: string | null }[];
    expect(rows.map(({ playerId }) => playerId).sort()).toEqual([player.id, null, null].sort());
    for (const row of rows) {
      expect(row).toMatchObject({ gameId: own.id, service: 'emotion', method: 'rule', costUsd: 0, error: null });
    }
  });
});

describe('POST /emotion/analyze with a player', () => {
  it("is coloured by the companion's mood", async () => {
    const [bright, dim] = await Promise.all(
      [1, 2].map(() => app.createPlayer(game, { characterPersona: 'cool', language: 'en' })),
    );
    for (let times = 0; times < 6; times += 1) {
      await happen(String(bright?.id), 'player.victory');
      await happen(String(dim?.id), 'player.betrayed');
    }
    expect((await analyze({ type: 'player.draw' })).emotion).toBe('neutral');
    expect((await analyze({ type: 'player.draw', playerId: bright?.id })).emotion).toBe('satisfied');
    expect((await analyze({ type: 'player.draw', playerId: dim?.id })).emotion).toBe('disappointed');
  });

  it('knows a first time from a second, until the game says otherwise', async () => {
    const player = await app.createPlayer(game);
    const boss = { type: 'player.bosskill', playerId: player.id, receipt: true };
    const first = await analyze(boss);
    expect(first.receipt).toMatchObject({ appraisal: { situation: { count: 1, isFirstTime: true } } });
    await happen(player.id, 'player.bosskill');
    const second = await analyze(boss);
    expect(second.receipt).toMatchObject({ appraisal: { situation: { count: 2, isFirstTime: false } } });
    expect(first.intensity).toBeGreaterThan(second.intensity);
    const told = await analyze({ ...boss, data: { isFirstTime: true, count: 1 } });
    expect(told.intensity).toBeCloseTo(first.intensity, 3);
  });

  it('changes nothing', async () => {
    const player = await app.createPlayer(game);
    await happen(player.id, 'player.victory');
    const stored = () =>
      app.as(game.apiKey).get(`/players/${player.id}?fields=affinity,stats,recentMemories,updatedAt`).expect(200);
    const before = await stored();
    const answers: Analysis[] = [];
    for (let times = 0; times < 5; times += 1) {
      answers.push(await analyze({ type: 'player.bosskill', playerId: player.id, data: { rarity: 'mythic' } }));
    }
    expect(new Set(answers.map(({ emotion, intensity }) => `${emotion} ${intensity}`)).size).toBe(1);
    const after = await stored();
    expect(after.body).toEqual(before.body);
    expect(after.headers.etag).toBe(before.headers.etag);
    const { body: events } = await app.as(game.apiKey).get(`/players/${player.id}/events`).expect(200);
    expect(events.page.total).toBe(1);
    const { body: first } = await app
      .as(game.apiKey)
      .post('/events')
      .send({ playerId: player.id, type: 'player.bosskill' })
      .expect(201);
    expect(first.dialogue.reasons).toContain('first_time');
  });

  it("shows another game's player as one that does not exist", async () => {
    const player = await app.createPlayer(game);
    const foreign = await send({ type: 'player.kill', playerId: player.id }, other.apiKey);
    const missing = await send({ type: 'player.kill', playerId: MISSING }, other.apiKey);
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(missing));
    const batch = await sendMany([{ type: 'player.kill' }, { type: 'player.kill', playerId: player.id }], other.apiKey);
    problemOf(batch, 404, 'NOT_FOUND');
  });

  it('takes the id in capitals, and not once the player is erased', async () => {
    const player = await app.createPlayer(game);
    const loud = player.id.toUpperCase();
    await analyze({ type: 'player.kill', playerId: loud });
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    problemOf(await send({ type: 'player.kill', playerId: loud }), 404, 'NOT_FOUND');
  });
});

describe('POST /emotion/analyze/batch', () => {
  it('answers 100 events in order, each as it would be answered alone', async () => {
    const player = await app.createPlayer(game);
    const types = Object.keys(EVENT_TYPES);
    const events = Array.from({ length: 100 }, (_, index) => ({
      type: types[index % types.length],
      data: { killCount: index },
      ...(index % 3 === 0 ? { playerId: player.id } : {}),
      receipt: index === 99,
    }));
    const { body } = await sendMany(events).expect(200);
    expect(body.items).toHaveLength(100);
    for (const index of [0, 1, 50, 99]) {
      const alone = await analyze(events[index] as object);
      expect(timeless(body.items[index])).toEqual(timeless(alone));
    }
    expect(body.items.map((item: Analysis) => item.receipt !== undefined).indexOf(true)).toBe(99);
  });
});

describe('GET /emotion/catalog', () => {
  it('lists every emotion with its place and animation', async () => {
    const { body } = await readCatalog().expect(200);
    expect(body.emotions).toHaveLength(15);
    expect(body.emotions.map(({ name }: { name: string }) => name)).toEqual(EMOTION_NAMES);
    expect(body.emotions).toContainEqual({
      name: 'happy',
      pleasure: 0.7,
      arousal: 0.3,
      dominance: 0.3,
      action: 'smile',
    });
    for (const { pleasure, arousal, dominance, action } of body.emotions) {
      for (const value of [pleasure, arousal, dominance]) expectUnit(Math.abs(value));
      expect(action).toMatch(/^[a-z_]+$/);
    }
  });

  it('lists every event type of the contract with the fields it reads', async () => {
    const names =
      'victory defeat draw teamvictory teamdefeat kill death assist achievement levelup milestone revived savedally ' +
      'betrayed loot lootepic lootlegendary outofresources questcomplete questfailed skillcombo bosskill nearmiss ' +
      'comeback sessionstart sessionend timeout disconnect chat purchase gift';
    const { body } = await readCatalog().expect(200);
    const types = new Map<string, object>(body.eventTypes.map((row: { type: string }) => [row.type, row]));
    for (const name of names.split(' ')) {
      expect(types.get(`player.${name}`)).toEqual({
        type: `player.${name}`,
        reads: expect.arrayContaining([expect.any(String)]),
        memorable: expect.any(Boolean),
        memoryType: expect.stringMatching(/^(achievement|milestone|combat|quest|loot|social|session|conversation)$/),
      });
    }
    expect(types.get('player.bosskill')).toMatchObject({ memorable: true });
    expect(types.get('player.chat')).toMatchObject({ reads: expect.arrayContaining(['text']), memorable: false });
  });

  it('may be kept for an hour, and costs nothing when it has not changed', async () => {
    const { headers } = await readCatalog().expect(200);
    expect(headers['cache-control']).toBe('private, max-age=3600');
    const again = await readCatalog().set('If-None-Match', String(headers.etag)).expect(304);
    expect(again.text).toBe('');
    await readCatalog().set('If-None-Match', 'W/"another"').expect(200);
  });
});
