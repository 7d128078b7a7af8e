import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reaction } from '../../src/events/event.schemas.js';
import { startApp, type TestApp } from '../support/app.js';

interface Problem {
  code: string;
  errors?: { path: string; message: string }[];
}

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

const post = (body: object, key = game.apiKey) => app.as(key).post('/events').send(body);

describe('POST /events', () => {
  it('answers with what the companion feels, says and remembers, and keeps all of it', async () => {
    const player = await app.createPlayer(game, { characterPersona: 'cool', language: 'en' });
    const { body } = await post({
      playerId: player.id,
      type: 'player.lootlegendary',
      data: { item: 'Dawnbreaker', rarity: 'legendary' },
      context: { playerHealth: 80, difficulty: 'hard' },
      eventId: 'loot-1',
    }).expect(201);
    const reaction = body as Reaction;
    expect(reaction).toMatchObject({ eventId: 'loot-1', playerId: player.id, costUsd: 0 });
    expect(['amazed', 'excited']).toContain(reaction.emotion?.emotion);
    expect(reaction.emotion?.intensity).toBeGreaterThan(0.7);
    expect(reaction.emotion?.method).toBe('rule');
    expect(reaction.dialogue).toMatchObject({ characterPersona: 'cool', language: 'en', method: 'template' });
    expect(reaction.dialogue?.text.length).toBeGreaterThan(0);
    expect(reaction.dialogue?.reasons).toEqual(expect.arrayContaining(['legendary_rarity', 'first_time']));
    expect(reaction.memory?.importance).toBeGreaterThanOrEqual(0.7);
    const { body: read } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(read.stats).toMatchObject({ totalEvents: 1, totalMemories: 1 });
    expect(read.recentMemories[0]).toMatchObject({ id: reaction.memory?.id, source: 'event' });
    expect(read.recentMemories[0].content).toContain('Dawnbreaker');
    expect(read.mood.pleasure).toBeGreaterThan(0);
  });

  it('makes the player of an unknown externalId, in the persona and language of the game', async () => {
    const styled = await app.createGame({ defaultPersona: 'cute', defaultLanguage: 'ja' });
    const { body } = await post({ externalId: 'new-one', type: 'player.victory' }, styled.apiKey).expect(201);
    expect(body.dialogue).toMatchObject({ characterPersona: 'cute', language: 'ja' });
    const { body: list } = await app.as(styled.apiKey).get('/players?externalId=new-one').expect(200);
    expect(list.items).toHaveLength(1);
    expect(list.items[0].id).toBe(body.playerId);
  });

  it('is refused, or makes the player anew, when it is erased while its events arrive', async () => {
    const player = await app.createPlayer(game);
    const event = { externalId: player.externalId, type: 'player.kill' };
    const [erasure, ...answers] = await Promise.all([
      app.as(game.apiKey).delete(`/players/${player.id}`),
      ...Array.from({ length: 10 }, () => post(event)),
    ]);
    expect(erasure?.status).toBe(200);
    for (const { status } of answers) expect([201, 404]).toContain(status);
    const { body } = await app.as(game.apiKey).get(`/players?externalId=${player.externalId}`).expect(200);
    const newcomers = new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.playerId));
    newcomers.delete(player.id);
    expect(new Set((body.items as { id: string }[]).map(({ id }) => id))).toEqual(newcomers);
  });

  it('needs the game beside an externalId from an administrator', async () => {
    const { body } = await app.as().post('/events').send({ externalId: 'x', type: 'player.kill' }).expect(400);
    expect((body as Problem).errors?.[0]?.path).toBe('gameId');
    await app.as().post('/events').send({ externalId: 'x', gameId: game.id, type: 'player.kill' }).expect(201);
  });

  it('answers a repeated eventId with the first reaction', async () => {
    const player = await app.createPlayer(game);
    const first = await post({
      playerId: player.id,
      type: 'player.kill',
      eventId: 'once',
      data: { killCount: 2 },
    }).expect(201);
    const second = await post({ playerId: player.id, type: 'player.death', eventId: 'once' }).expect(200);
    expect(second.body).toEqual({ ...first.body, duplicate: true });
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}/events`).expect(200);
    expect(body.page.total).toBe(1);
  });

  it('makes one event and one reaction of the same eventId sent 50 times at once', async () => {
    const player = await app.createPlayer(game);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post({ playerId: player.id, type: 'player.victory', eventId: 'race' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.dialogue.text)).size).toBe(1);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(body.stats.totalEvents).toBe(1);
  });

  it('counts every one of many events that arrive at once', async () => {
    const player = await app.createPlayer(game);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        post({ playerId: player.id, type: 'player.kill', eventId: `k${index}` }),
      ),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    expect(body.stats.totalEvents).toBe(60);
    const texts = answers.map(({ body: reaction }) => reaction.dialogue.text as string);
    expect(new Set(texts).size).toBeGreaterThan(3);
  });

  it('says nothing again within three lines while there are others', async () => {
    const player = await app.createPlayer(game);
    const texts: string[] = [];
    for (let index = 0; index < 20; index += 1) {
      const { body } = await post({ playerId: player.id, type: 'player.victory' }).expect(201);
      expect(texts.slice(-3)).not.toContain(body.dialogue.text);
      texts.push(body.dialogue.text);
    }
  });

  it('produces only the parts that are asked for', async () => {
    const player = await app.createPlayer(game);
    const { body } = await post({ playerId: player.id, type: 'player.bosskill', respond: ['emotion'] }).expect(201);
    expect(body).toMatchObject({ dialogue: null, memory: null, mood: expect.anything() });
    expect(body.emotion).not.toBeNull();
    const memoryOnly = await post({ playerId: player.id, type: 'player.bosskill', respond: ['memory'] }).expect(201);
    expect(memoryOnly.body).toMatchObject({ emotion: null, dialogue: null });
  });

  it('explains itself in a receipt', async () => {
    const player = await app.createPlayer(game);
    const { body } = await post({
      playerId: player.id,
      type: 'player.victory',
      data: { mvp: true },
      receipt: true,
    }).expect(201);
    expect(body.receipt.appraisal.parts.length).toBeGreaterThan(0);
    expect(body.receipt).toMatchObject({
      seed: expect.any(Number),
      line: { templateId: expect.any(String), rejected: expect.any(Array) },
      llm: { used: false },
    });
  });

  it('infers an unknown type, with an honest low confidence', async () => {
    const player = await app.createPlayer(game);
    const { body } = await post({ playerId: player.id, type: 'farm.harvest', data: { amount: 3 } }).expect(201);
    expect(body.emotion.confidence).toBeLessThanOrEqual(0.6);
    expect(body.dialogue.text.length).toBeGreaterThan(0);
  });

  it('speaks the language of the request, falling back from the region', async () => {
    const player = await app.createPlayer(game);
    const { body } = await post({ playerId: player.id, type: 'player.victory', language: 'zh-TW' }).expect(201);
    expect(body.dialogue.language).toBe('zh');
    const unknown = await post({ playerId: player.id, type: 'player.victory', language: 'fi' }).expect(201);
    expect(unknown.body.dialogue.language).toBe('en');
  });

  it('counts first times itself for memorable types', async () => {
    const player = await app.createPlayer(game);
    const first = await post({ playerId: player.id, type: 'player.bosskill' }).expect(201);
    const second = await post({ playerId: player.id, type: 'player.bosskill' }).expect(201);
    expect(first.body.dialogue.reasons).toContain('first_time');
    expect(second.body.dialogue.reasons).not.toContain('first_time');
  });

  it('calls a memory to mind that the event is about', async () => {
    const player = await app.createPlayer(game);
    const { body: boss } = await post({
      playerId: player.id,
      type: 'player.bosskill',
      data: { enemy: 'Gravemaw', isFirstTime: true, rarity: 'legendary' },
    }).expect(201);
    expect(boss.memory).not.toBeNull();
    const { body: death } = await post({
      playerId: player.id,
      type: 'player.death',
      data: { enemy: 'Gravemaw' },
    }).expect(201);
    expect(death.dialogue.memoryIds).toContain(boss.memory.id);
  });

  const bad: [string, object, string][] = [
    ['no type', { externalId: 'p' }, 'type'],
    ['a type without a namespace', { externalId: 'p', type: 'victory' }, 'type'],
    ['neither playerId nor externalId', { type: 'player.kill' }, 'playerId'],
    ['both', { playerId: '01890000-0000-7000-8000-000000000000', externalId: 'p', type: 'player.kill' }, 'playerId'],
    ['a bad playerId', { playerId: 'nobody', type: 'player.kill' }, 'playerId'],
    [
      'health over 100',
      { externalId: 'p', type: 'player.kill', context: { playerHealth: 101 } },
      'context.playerHealth',
    ],
    ['a negative kill count', { externalId: 'p', type: 'player.kill', data: { killCount: -1 } }, 'data.killCount'],
    ['a margin over 1', { externalId: 'p', type: 'player.victory', data: { margin: 1.5 } }, 'data.margin'],
    ['an unknown rarity', { externalId: 'p', type: 'player.loot', data: { rarity: 'shiny' } }, 'data.rarity'],
    [
      'an unknown difficulty',
      { externalId: 'p', type: 'player.loot', context: { difficulty: 'god' } },
      'context.difficulty',
    ],
    [
      'chat over 500 characters',
      { externalId: 'p', type: 'player.chat', data: { text: 'x'.repeat(501) } },
      'data.text',
    ],
    ['data over 16 KiB', { externalId: 'p', type: 'a.b', data: { blob: 'x'.repeat(17_000) } }, 'data'],
    [
      'data nested too deeply',
      { externalId: 'p', type: 'a.b', data: { a: { b: { c: { d: { e: { f: { g: { h: {} } } } } } } } } },
      'data',
    ],
    ['an eventId over 128 characters', { externalId: 'p', type: 'a.b', eventId: 'x'.repeat(129) }, 'eventId'],
    ['an empty eventId', { externalId: 'p', type: 'a.b', eventId: '' }, 'eventId'],
    ['an unknown part', { externalId: 'p', type: 'a.b', respond: ['song'] }, 'respond.0'],
    ['a malformed language', { externalId: 'p', type: 'a.b', language: 'english please' }, 'language'],
    ['a time that is none', { externalId: 'p', type: 'a.b', occurredAt: 'yesterday' }, 'occurredAt'],
    [
      'a time 6 minutes ahead',
      { externalId: 'p', type: 'a.b', occurredAt: new Date(Date.now() + 360_000).toISOString() },
      'occurredAt',
    ],
    [
      'a time 401 days back',
      { externalId: 'p', type: 'a.b', occurredAt: new Date(Date.now() - 401 * 86_400_000).toISOString() },
      'occurredAt',
    ],
    ['an unknown field', { externalId: 'p', type: 'a.b', mood: 'great' }, 'mood'],
  ];
  it.each(bad)('refuses %s, naming the field', async (_name, body, path) => {
    const answer = await post(body).expect(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect((answer.body as Problem).errors?.map((error) => error.path)).toContain(path);
  });

  it('keeps fields it does not know', async () => {
    const player = await app.createPlayer(game);
    await post({ playerId: player.id, type: 'player.kill', data: { weapon: 'bow', killCount: 1 } }).expect(201);
    const { body } = await app.as(game.apiKey).get(`/players/${player.id}/events`).expect(200);
    expect(body.items[0].data).toEqual({ weapon: 'bow', killCount: 1 });
  });

  it("shows another game's player as one that does not exist", async () => {
    const player = await app.createPlayer(game);
    const foreign = await post({ playerId: player.id, type: 'player.kill' }, other.apiKey).expect(404);
    const missing = await post(
      { playerId: '01890000-0000-7000-8000-000000000000', type: 'player.kill' },
      other.apiKey,
    ).expect(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
    await app.http.post('/events').send({ playerId: player.id, type: 'player.kill' }).expect(401);
  });
});
