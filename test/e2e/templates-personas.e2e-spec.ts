import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Personas } from '../../src/dialogue/dialogue.schemas.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields } from '../support/problems.js';

const HOUR_MS = 3_600_000;
const GRIZZ = {
  name: 'grizz',
  description: 'A dwarf who has seen it all and says so.',
  traits: ['gruff', 'loyal'],
  baseline: { pleasure: -0.3, arousal: -0.4, dominance: 0.6 },
  sample: 'Hrm.',
};
const WIN = { id: 'grizz.win', persona: 'grizz', event: 'player.victory', text: 'Hrm. Good axe work.' };

interface Game {
  id: string;
  apiKey: string;
}

const clock = new FixedClock(new Date('2026-03-01T12:00:00Z'));
let app: TestApp;
let game: Game;
let other: Game;

beforeAll(async () => {
  app = await startApp({ clock });
  game = await app.createGame();
  other = await app.createGame();
  await put(game, { language: 'en', personas: [GRIZZ], lines: [WIN] }).expect(200);
});

afterAll(() => app?.close());

const put = (to: Game, body: object) => app.as(to.apiKey).put(`/games/${to.id}/templates`).send(body);
const createPlayer = (of: Game, characterPersona: string) =>
  app
    .as(of.apiKey)
    .post('/players')
    .send({ externalId: `${characterPersona}-${Math.random()}`, characterPersona });
const generate = (of: Game, characterPersona: string, more: object = {}) =>
  app
    .as(of.apiKey)
    .post('/dialogue/generate')
    .send({ eventType: 'player.victory', emotion: 'proud', characterPersona, ...more });
const personas = async (key: string) =>
  ((await app.as(key).get('/dialogue/personas').expect(200)).body as Personas).items;
const message = (body: unknown) => (body as { errors: { message: string }[] }).errors[0]?.message;

async function templateOf(of: Game, playerId: string, type: string): Promise<string> {
  const { body } = await app.as(of.apiKey).post('/events').send({ playerId, type, receipt: true }).expect(201);
  expect(body.dialogue.characterPersona).toBe('grizz');
  return body.receipt.line.templateId as string;
}

describe("a game's own persona", () => {
  it('is had by its players and speaks its lines, and neutral ones where it has none', async () => {
    const { body: player } = await createPlayer(game, 'grizz').expect(201);
    expect(player.characterPersona).toBe('grizz');
    expect(await templateOf(game, player.id, 'player.victory')).toBe('game/grizz.win');
    expect(await templateOf(game, player.id, 'player.levelup')).toMatch(/^neutral\./);
    const heard = new Set<string>();
    for (let turn = 0; turn < 3; turn += 1) heard.add(await templateOf(game, player.id, 'player.levelup'));
    expect(heard.size).toBe(3);
    for (const language of ['en', 'zh', 'ja', 'ko', 'es', 'de', 'fr', 'pt-BR']) {
      const { body } = await generate(game, 'grizz', { eventType: 'my.event', language }).expect(200);
      expect(body).toMatchObject({ language, method: 'template' });
    }
  });

  it('may be given to a player who is there, be the default, and be asked for a line', async () => {
    const player = await app.createPlayer(game, { characterPersona: 'cute' });
    await app.as(game.apiKey).patch(`/players/${player.id}`).send({ characterPersona: 'grizz' }).expect(200);
    expect((await generate(game, 'grizz').expect(200)).body.text).toBe(WIN.text);
    const { body } = await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { defaultPersona: 'grizz' } })
      .expect(200);
    expect(body.config.defaultPersona).toBe('grizz');
    const { body: made } = await app.as(game.apiKey).post('/players').send({ externalId: 'by default' }).expect(201);
    expect(made.characterPersona).toBe('grizz');
  });

  it("is no other game's: refused everywhere, with those that there are", async () => {
    const player = await app.createPlayer(other);
    const ours = 'must be one of cheerful, cool, cute';
    for (const [response, path] of [
      [await createPlayer(other, 'grizz'), 'characterPersona'],
      [
        await app.as(other.apiKey).patch(`/players/${player.id}`).send({ characterPersona: 'grizz' }),
        'characterPersona',
      ],
      [await generate(other, 'grizz'), 'characterPersona'],
      [
        await app
          .as()
          .patch(`/games/${other.id}`)
          .send({ config: { defaultPersona: 'grizz' } }),
        'config.defaultPersona',
      ],
    ] as const) {
      expect(refusedFields(response)).toEqual([path]);
      expect(message(response.body)).toBe(ours);
    }
    for (const response of [await createPlayer(game, 'gruzz'), await generate(game, 'neutral')]) {
      expect(refusedFields(response)).toEqual(['characterPersona']);
      expect(message(response.body)).toBe(`${ours}, grizz`);
    }
  });

  it("stands among the personas that its game's key sees", async () => {
    const own = await personas(game.apiKey);
    expect(own.map(({ name }) => name)).toEqual(['cheerful', 'cool', 'cute', 'grizz']);
    expect(own.at(-1)).toEqual({ ...GRIZZ, sampleLines: { en: [WIN.text] } });
    for (const key of [other.apiKey, app.adminKey]) expect(await personas(key)).toHaveLength(3);
  });

  it('has a mood of its own to come back to, wherever the mood is shown', async () => {
    const { body: player } = await createPlayer(game, 'grizz').expect(201);
    expect(player.mood).toMatchObject(GRIZZ.baseline);
    await app.as(game.apiKey).post('/events').send({ playerId: player.id, type: 'player.victory' }).expect(201);
    clock.time = new Date(clock.time.getTime() + 24 * HOUR_MS);
    const { body: read } = await app.as(game.apiKey).get(`/players/${player.id}`).expect(200);
    const { body: list } = await app.as(game.apiKey).get(`/players?externalId=${player.externalId}`).expect(200);
    for (const { mood } of [read, list.items[0]]) {
      expect(mood.pleasure).toBeCloseTo(GRIZZ.baseline.pleasure, 3);
      expect(mood.dominance).toBeCloseTo(GRIZZ.baseline.dominance, 3);
    }
    const event = { playerId: player.id, type: 'player.sessionend', respond: ['emotion'], receipt: true };
    const { body: reaction } = await app.as(game.apiKey).post('/events').send(event).expect(201);
    expect(reaction.receipt.appraisal.situation.mood.dominance).toBeCloseTo(GRIZZ.baseline.dominance, 3);
    const { body: analysis } = await app
      .as(game.apiKey)
      .post('/emotion/analyze')
      .send({ playerId: player.id, type: 'player.sessionend', receipt: true })
      .expect(200);
    expect(analysis.receipt.appraisal.situation.mood.dominance).toBeGreaterThan(0.5);
  });
});

describe('a persona over its life', () => {
  it('may speak in every pack of its game, and the newest description holds', async () => {
    const own = await app.createGame();
    const line = { ...WIN, id: 'fi', text: 'Hyvä.' };
    expect(refusedFields(await put(own, { language: 'fi', lines: [line] }))).toEqual(['lines.0.persona']);
    await put(own, { language: 'en', personas: [GRIZZ], lines: [] }).expect(200);
    await put(own, { language: 'fi', lines: [line] }).expect(200);
    expect((await generate(own, 'grizz', { language: 'fi' }).expect(200)).body.text).toBe('Hyvä.');
    clock.time = new Date(clock.time.getTime() + HOUR_MS);
    await put(own, { language: 'fi', personas: [{ name: 'grizz', traits: ['merry'] }], lines: [line] }).expect(200);
    const { body } = await app.as(own.apiKey).get('/dialogue/personas').expect(200);
    expect(body.items.at(-1)).toMatchObject({ name: 'grizz', traits: ['merry'], description: '' });
  });

  it('leaves its players speaking neutral lines when it is removed', async () => {
    const own = await app.createGame();
    await put(own, { language: 'en', personas: [GRIZZ], lines: [WIN] }).expect(200);
    const { body: player } = await createPlayer(own, 'grizz').expect(201);
    expect(await templateOf(own, player.id, 'player.victory')).toBe('game/grizz.win');
    await app.as(own.apiKey).delete(`/games/${own.id}/templates/en`).expect(204);
    expect(await templateOf(own, player.id, 'player.victory')).toMatch(/^neutral\./);
    expect(refusedFields(await createPlayer(own, 'grizz'))).toEqual(['characterPersona']);
  });

  it('stays while the game has it as its default', async () => {
    const own = await app.createGame();
    await put(own, { language: 'en', personas: [GRIZZ], lines: [WIN] }).expect(200);
    await app
      .as()
      .patch(`/games/${own.id}`)
      .send({ config: { defaultPersona: 'grizz' } })
      .expect(200);
    problemOf(await put(own, { language: 'en', lines: [] }), 409, 'CONFLICT');
    problemOf(await app.as(own.apiKey).delete(`/games/${own.id}/templates/en`), 409, 'CONFLICT');
    await put(own, { language: 'fi', personas: [GRIZZ], lines: [] }).expect(200);
    await put(own, { language: 'en', lines: [] }).expect(200);
  });
});
