import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields } from '../support/problems.js';

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(() => app?.close());

const send = (body: object) => app.as(game.apiKey).post('/emotion/analyze').send(body);
const postBatch = (body: object) => app.as(game.apiKey).post('/emotion/analyze/batch').send(body);
const sendMany = (events: unknown[]) => postBatch({ events });

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

describe('what POST /emotion/analyze refuses', () => {
  const bad: [string, object, string][] = [
    ['no type', {}, 'type'],
    ['a type without a namespace', { type: 'victory' }, 'type'],
    ['a type with a space', { type: 'player. kill' }, 'type'],
    ['a type over 100 characters', { type: `a.${'b'.repeat(99)}` }, 'type'],
    ['a type that is no text', { type: 7 }, 'type'],
    ['a playerId that is none', { type: 'a.b', playerId: 'rin' }, 'playerId'],
    ['a receipt that is no flag', { type: 'a.b', receipt: 'yes' }, 'receipt'],
    ['an unknown field', { type: 'a.b', mood: 'great' }, 'mood'],
    ['an event id, for nothing is kept', { type: 'a.b', eventId: 'e1' }, 'eventId'],
    ['data that is a list', { type: 'a.b', data: [] }, 'data'],
    ['data over 16 KiB', { type: 'a.b', data: { blob: 'é'.repeat(8_200) } }, 'data'],
    ['data nested too deeply', { type: 'a.b', data: nested(9) }, 'data'],
    ['a context that is text', { type: 'a.b', context: 'calm' }, 'context'],
    ['a context over 16 KiB', { type: 'a.b', context: { blob: 'x'.repeat(17_000) } }, 'context'],
    ['a context nested too deeply', { type: 'a.b', context: nested(9) }, 'context'],
  ];
  const counts = ['killCount', 'deathStreak', 'winStreak', 'lossStreak', 'level', 'comboLength', 'count'];
  const badData: [string, unknown][] = [
    ...counts.flatMap((field): [string, unknown][] => [
      [field, -1],
      [field, 1.5],
      [field, 1_000_000_001],
      [field, '3'],
    ]),
    ...['mvp', 'isFirstTime'].map((field): [string, unknown] => [field, 'yes']),
    ...['item', 'enemy', 'ally', 'name'].flatMap((field): [string, unknown][] => [
      [field, 'x'.repeat(201)],
      [field, 5],
    ]),
    ['rarity', 'shiny'],
    ['margin', 1.01],
    ['margin', -1.01],
    ['durationSeconds', -1],
    ['amount', 1.1e15],
    ['amount', null],
    ['text', 'x'.repeat(501)],
  ];
  const badContext: [string, unknown][] = [
    ['playerHealth', 100.1],
    ['playerHealth', -0.1],
    ['playerLevel', -1],
    ['inCombat', 1],
    ['difficulty', 'god'],
    ['gameTime', -1],
    ['gameTime', 1.1e12],
    ['deathStreak', -1],
    ['winStreak', 0.5],
    ['lossStreak', '9'],
  ];

  it.each([
    ...bad,
    ...badData.map(([field, value]): [string, object, string] => [
      `data.${field} of ${JSON.stringify(value).slice(0, 20)}`,
      { type: 'player.kill', data: { [field]: value } },
      `data.${field}`,
    ]),
    ...badContext.map(([field, value]): [string, object, string] => [
      `context.${field} of ${JSON.stringify(value)}`,
      { type: 'player.kill', context: { [field]: value } },
      `context.${field}`,
    ]),
  ])('%s, naming the field', async (_name, body, path) => {
    expect(refusedFields(await send(body))).toEqual([path]);
  });

  it('says which rarities there are', async () => {
    const { body } = await send({ type: 'player.loot', data: { rarity: 'shiny' } });
    expect(body.errors[0].message).toBe('must be one of common, uncommon, rare, epic, legendary, mythic');
  });

  it('text that cannot be stored', async () => {
    problemOf(await send({ type: 'player.loot', data: { item: 'a\0b' } }), 400, 'VALIDATION_FAILED');
    problemOf(await send({ type: 'player.loot', data: { item: '\ud800' } }), 400, 'VALIDATION_FAILED');
  });

  it('a caller without a key', async () => {
    problemOf(await app.http.post('/emotion/analyze').send({ type: 'player.kill' }), 401, 'UNAUTHORIZED');
    problemOf(await app.http.post('/emotion/analyze/batch').send({ events: [] }), 401, 'UNAUTHORIZED');
    problemOf(await app.http.get('/emotion/catalog'), 401, 'UNAUTHORIZED');
  });
});

describe('what POST /emotion/analyze/batch refuses', () => {
  it('all for one bad entry, naming each fault', async () => {
    const events = [
      { type: 'player.kill' },
      { type: 'player.kill', data: { killCount: -4 } },
      { type: 'kill' },
      { type: 'player.kill', context: { playerHealth: 101 }, extra: 1 },
      'not an event',
    ];
    expect(refusedFields(await sendMany(events)).sort()).toEqual([
      'events.1.data.killCount',
      'events.2.type',
      'events.3.context.playerHealth',
      'events.3.extra',
      'events.4',
    ]);
  });

  it('an empty batch, one of 101, one that is no list and unknown fields', async () => {
    const event = { type: 'player.kill' };
    const empty = await sendMany([]);
    expect(refusedFields(empty)).toEqual(['events']);
    expect(empty.body.errors[0].message).toBe('must have at least 1 event');
    const large = await sendMany(Array.from({ length: 101 }, () => event));
    expect(refusedFields(large)).toEqual(['events']);
    expect(large.body.errors[0].message).toBe('must have at most 100 events');
    expect(refusedFields(await postBatch({ events: event }))).toEqual(['events']);
    expect(refusedFields(await postBatch({}))).toEqual(['events']);
    expect(refusedFields(await postBatch({ events: [event], mode: 'fast' }))).toEqual(['mode']);
  });
});
