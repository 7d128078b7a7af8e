import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';
const VICTORY = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' };

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
  other = await app.createGame();
});

afterAll(() => app?.close());

const send = (body: object, key = game.apiKey) => app.as(key).post('/dialogue/generate').send(body);

function nested(levels: number): object {
  return levels === 1 ? {} : { a: nested(levels - 1) };
}

describe('what POST /dialogue/generate refuses', () => {
  const bad: [string, object, string][] = [
    ['no eventType', { eventType: undefined }, 'eventType'],
    ['an eventType without a namespace', { eventType: 'victory' }, 'eventType'],
    ['an eventType over 100 characters', { eventType: `a.${'b'.repeat(99)}` }, 'eventType'],
    ['no emotion', { emotion: undefined }, 'emotion'],
    ['an emotion that is no text', { emotion: 5 }, 'emotion'],
    ['no persona', { characterPersona: undefined }, 'characterPersona'],
    ['the persona of any', { characterPersona: '*' }, 'characterPersona'],
    ['a persona of the language', { characterPersona: 'constructor' }, 'characterPersona'],
    ['a language in words', { language: 'english please' }, 'language'],
    ['an empty language', { language: '' }, 'language'],
    ['a language that repeats itself', { language: 'en-US-US' }, 'language'],
    ['a language over 35 characters', { language: `en-${'abcdefgh-'.repeat(4)}x` }, 'language'],
    ['a playerId that is none', { playerId: 'rin' }, 'playerId'],
    ['a forceLlm that is no flag', { forceLlm: 'yes' }, 'forceLlm'],
    ['an unknown field', { intensity: 1 }, 'intensity'],
    ['a context that is a list', { context: [] }, 'context'],
    ['a context over 16 KiB', { context: { blob: 'x'.repeat(17_000) } }, 'context'],
    ['a context nested too deeply', { context: nested(9) }, 'context'],
    ['a negative count', { context: { count: -1 } }, 'context.count'],
    ['a streak that is no whole number', { context: { winStreak: 1.5 } }, 'context.winStreak'],
    ['health over 100', { context: { playerHealth: 101 } }, 'context.playerHealth'],
    ['an unknown rarity', { context: { rarity: 'shiny' } }, 'context.rarity'],
    ['an unknown difficulty', { context: { difficulty: 'god' } }, 'context.difficulty'],
    ['an item that is no text', { context: { item: 7 } }, 'context.item'],
    ['an item of 500 characters', { context: { item: 'x'.repeat(500) } }, 'context.item'],
    ['a name with a NUL', { context: { name: 'a\0b' } }, 'context.name'],
  ];
  it.each(bad)('%s, naming the field once', async (_name, more, path) => {
    expect(refusedFields(await send({ ...VICTORY, ...more }))).toEqual([path]);
  });

  it('an unknown persona, saying which there are', async () => {
    const { body } = await send({ ...VICTORY, characterPersona: 'grumpy' }).expect(400);
    expect(body.errors).toEqual([{ path: 'characterPersona', message: 'must be one of cheerful, cool, cute' }]);
  });

  it('an unknown emotion, saying which there are', async () => {
    const { body } = await send({ ...VICTORY, emotion: 'joyous' }).expect(400);
    expect(body.errors).toHaveLength(1);
    expect(body.errors[0].path).toBe('emotion');
    for (const name of ['happy', 'grateful', 'neutral']) expect(body.errors[0].message).toContain(name);
  });

  it("a game's wish for a model; an administrator gets a template while there is none", async () => {
    problemOf(await send({ ...VICTORY, forceLlm: true }), 403, 'FORBIDDEN');
    await send({ ...VICTORY, forceLlm: false }).expect(200);
    const { body } = await send({ ...VICTORY, forceLlm: true }, app.adminKey).expect(200);
    expect(body).toMatchObject({ method: 'template', costUsd: 0 });
  });

  it("another game's player, as one that does not exist", async () => {
    const player = await app.createPlayer(game);
    const foreign = await send({ ...VICTORY, playerId: player.id }, other.apiKey);
    const missing = await send({ ...VICTORY, playerId: MISSING }, other.apiKey);
    problemOf(foreign, 404, 'NOT_FOUND');
    expect(withoutInstance(foreign)).toEqual(withoutInstance(missing));
  });

  it('an erased player, and writes nothing for it', async () => {
    const player = await app.createPlayer(game);
    await send({ ...VICTORY, playerId: player.id }).expect(200);
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    problemOf(await send({ ...VICTORY, playerId: player.id }), 404, 'NOT_FOUND');
  });

  it('a caller without a key', async () => {
    problemOf(await app.http.post('/dialogue/generate').send(VICTORY), 401, 'UNAUTHORIZED');
  });
});
