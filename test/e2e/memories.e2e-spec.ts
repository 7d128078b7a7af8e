import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

const START = new Date('2026-03-01T12:00:00.000Z');

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock });
  game = await app.createGame();
});

afterAll(() => app?.close());

const as = () => app.as(game.apiKey);

async function newPlayer(): Promise<string> {
  return (await app.createPlayer(game)).id;
}

async function remember(playerId: string, body: object, status = 201) {
  const answer = await as()
    .post(`/players/${playerId}/memories`)
    .send({ type: 'combat', ...body })
    .expect(status);
  return answer.body;
}

async function list(playerId: string, query = '') {
  return (await as().get(`/players/${playerId}/memories${query}`).expect(200)).body;
}

describe('POST /players/:playerId/memories', () => {
  it('remembers, and shows it at once everywhere', async () => {
    const playerId = await newPlayer();
    const memory = await remember(playerId, {
      type: 'achievement',
      content: 'Unlocked the achievement “Dragon Slayer”',
      emotion: 'proud',
      context: { rarity: 'epic', nested: { list: [1] } },
    });
    expect(memory).toEqual({
      id: expect.any(String),
      playerId,
      gameId: game.id,
      type: 'achievement',
      content: 'Unlocked the achievement “Dragon Slayer”',
      emotion: 'proud',
      importance: 1,
      context: { rarity: 'epic', nested: { list: [1] } },
      source: 'server',
      pinned: false,
      strength: 0,
      eventId: null,
      sourceIds: [],
      createdAt: START.toISOString(),
      updatedAt: START.toISOString(),
      lastRecalledAt: null,
      expiresAt: null,
    });
    expect((await as().get(`/memories/${memory.id}`).expect(200)).body).toEqual(memory);
    const player = (await as().get(`/players/${playerId}`).expect(200)).body;
    expect(player.stats.totalMemories).toBe(1);
    expect(player.recentMemories).toEqual([memory]);
  });

  it.each([
    [{ content: 'a plain one' }, 0.5],
    [{ content: 'a first', context: { isFirstTime: true, mvp: true, winStreak: 5 } }, 0.8],
    [{ content: 'a remark', source: 'chat' }, 0.3],
    [{ content: 'set by hand', importance: 0.01 }, 0.01],
    [{ content: 'odd context', context: { rarity: 3, mvp: 'yes', winStreak: 'many' } }, 0.5],
  ])('scores the importance of %j', async (body, importance) => {
    expect(await remember(await newPlayer(), body)).toMatchObject({ importance });
  });

  it('reinforces what says the same, equal in text or nearly', async () => {
    const playerId = await newPlayer();
    const first = await remember(playerId, { content: 'Found the legendary Dragonfang Blade.' });
    const equal = await remember(playerId, { content: 'FOUND the legendary  Dragonfang blade!', importance: 0.9 }, 200);
    expect(equal).toMatchObject({ id: first.id, strength: 1, importance: 0.9, content: first.content });
    const near = await remember(playerId, { content: 'Found a legendary Dragonfang Blade', pinned: true }, 200);
    expect(near).toMatchObject({ id: first.id, strength: 2, importance: 0.9, pinned: true });
    expect((await list(playerId)).page.total).toBe(1);
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(1);
  });

  it.each([
    ['Reached level 49 in the great arena', 'Reached level 50 in the great arena'],
    ['Ann betrayed Bob in the arena', 'Bob betrayed Ann in the arena'],
    ['我喜欢火焰神殿的音乐和那里的首领', '我不喜欢火焰神殿的音乐和那里的首领'],
  ])('keeps %p and %p apart', async (one, other) => {
    const playerId = await newPlayer();
    await remember(playerId, { content: one });
    await remember(playerId, { content: other });
  });

  it('keeps types and players apart', async () => {
    const [one, two] = [await newPlayer(), await newPlayer()];
    await remember(one, { content: 'Won a match' });
    await remember(one, { content: 'Won a match', type: 'social' });
    await remember(two, { content: 'Won a match' });
  });

  it('makes one memory of fifty equal ones told at once', async () => {
    const playerId = await newPlayer();
    const told = Array.from({ length: 50 }, () =>
      as().post(`/players/${playerId}/memories`).send({ type: 'combat', content: 'Beat the ice dragon' }),
    );
    const statuses = (await Promise.all(told)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(49);
    const { items } = await list(playerId);
    expect(items).toHaveLength(1);
    expect(items[0].strength).toBe(20);
  });

  it.each([
    ['an odd type', { type: 'Combat!' }, 'type'],
    ['an empty type', { type: '' }, 'type'],
    ['no content', { content: '' }, 'content'],
    ['a blank content', { content: '   ' }, 'content'],
    ['a long content', { content: 'x'.repeat(2001) }, 'content'],
    ['a NUL', { content: 'a\u0000b' }, 'content'],
    ['an unknown emotion', { emotion: 'hungry' }, 'emotion'],
    ['too much importance', { importance: 1.1 }, 'importance'],
    ['importance as text', { importance: '0.5' }, 'importance'],
    ['a context that is a list', { context: [] }, 'context'],
    ['a large context', { context: { big: 'x'.repeat(16 * 1024) } }, 'context'],
    ['a deep context', { context: { a: { b: { c: { d: { e: { f: { g: { h: {} } } } } } } } } }, 'context'],
    ['an unknown source', { source: 'rumour' }, 'source'],
    ['pinned as text', { pinned: 'yes' }, 'pinned'],
    ['a day that is none', { expiresAt: '2026-02-30T00:00:00Z' }, 'expiresAt'],
    ['an expiry that has come', { expiresAt: START.toISOString() }, 'expiresAt'],
    ['a field that is not the caller’s', { strength: 5 }, 'strength'],
  ])('refuses %s by name', async (_, fault, path) => {
    const playerId = await newPlayer();
    const answer = await as()
      .post(`/players/${playerId}/memories`)
      .send({ type: 'combat', content: 'x', ...fault })
      .expect(400);
    expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
    expect((await list(playerId)).items).toEqual([]);
  });
});

describe('POST /players/:playerId/memories/batch', () => {
  it('answers for each in order, and folds what one batch tells twice', async () => {
    const playerId = await newPlayer();
    const standing = await remember(playerId, { content: 'Lost to the storm giant' });
    const memories = [
      { type: 'combat', content: 'Beat the ice dragon of the northern caves by night' },
      { type: 'combat', content: 'Lost to the storm giant!' },
      { type: 'combat', content: 'beat the ice dragon of the northern caves by night.', importance: 0.9 },
      { type: 'loot', content: 'Beat the ice dragon of the northern caves by night' },
      { type: 'combat', content: 'Beat the ice dragons of the northern caves by night' },
    ];
    const { body } = await as().post(`/players/${playerId}/memories/batch`).send({ memories }).expect(200);
    expect(body.items.map(({ status }: { status: string }) => status)).toEqual([
      'created',
      'reinforced',
      'reinforced',
      'created',
      'reinforced',
    ]);
    expect(body).toMatchObject({ created: 2, reinforced: 3 });
    expect(body.items[0].memory).toMatchObject({ strength: 2, importance: 0.9 });
    expect(body.items[2].memory.id).toBe(body.items[0].memory.id);
    expect(body.items[1].memory).toMatchObject({ id: standing.id, strength: 1 });
    expect((await list(playerId)).page.total).toBe(3);
  });

  it('takes a hundred different ones, all or none', async () => {
    const playerId = await newPlayer();
    const memories = Array.from({ length: 100 }, (_, i) => ({ type: 'quest', content: `Completed quest number ${i}` }));
    const { body } = await as().post(`/players/${playerId}/memories/batch`).send({ memories }).expect(200);
    expect(body.created).toBe(100);
    const late = [
      { type: 'quest', content: 'fine' },
      { type: 'quest', content: 'late', expiresAt: START.toISOString() },
    ];
    const refused = await as().post(`/players/${playerId}/memories/batch`).send({ memories: late }).expect(400);
    expect(refused.body.errors[0].path).toBe('memories.1.expiresAt');
    expect((await list(playerId)).page.total).toBe(100);
  });

  it.each([
    ['nothing', { memories: [] }, 'memories'],
    ['too many', { memories: Array.from({ length: 101 }, () => ({ type: 'combat', content: 'x' })) }, 'memories'],
    [
      'one without a content',
      { memories: [{ type: 'combat', content: 'x' }, { type: 'combat' }] },
      'memories.1.content',
    ],
    ['no list', {}, 'memories'],
  ])('refuses %s', async (_, body, path) => {
    const answer = await as()
      .post(`/players/${await newPlayer()}/memories/batch`)
      .send(body)
      .expect(400);
    expect(answer.body.errors[0].path).toBe(path);
  });
});
