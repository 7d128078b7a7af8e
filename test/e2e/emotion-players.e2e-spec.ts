import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Analysis } from '../../src/emotion/emotion.schemas.js';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';

interface Receipt {
  readonly appraisal: { readonly situation: { readonly count: number; readonly mood: { readonly pleasure: number } } };
}

let app: TestApp;
let game: { id: string; apiKey: string };
let other: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame({ emotionSensitivity: 0.5 });
  other = await app.createGame();
});

afterAll(() => app?.close());

const kills = (...playerIds: string[]) => ({
  events: playerIds.map((playerId) => ({ type: 'player.kill', playerId })),
});
const send = (body: object, key: string) => app.as(key).post('/emotion/analyze/batch').send(body);

describe('POST /emotion/analyze/batch about several players', () => {
  it('takes each in its own mood, with its own counts, and in the order asked', async () => {
    const [bright, dim, fresh] = await Promise.all([1, 2, 3].map(() => app.createPlayer(game)));
    const ids = [bright, dim, fresh].map((player) => String(player?.id));
    for (let time = 0; time < 6; time += 1) {
      for (const [playerId, type] of [
        [ids[0], 'player.victory'],
        [ids[1], 'player.betrayed'],
      ]) {
        await app.as(game.apiKey).post('/events').send({ playerId, type }).expect(201);
      }
    }
    const events = ids.map((playerId) => ({ type: 'player.victory', playerId, receipt: true }));
    const { body } = await send({ events }, game.apiKey).expect(200);
    const situations = (body.items as { receipt: Receipt }[]).map(({ receipt }) => receipt.appraisal.situation);
    expect(situations.map(({ count }) => count)).toEqual([7, 1, 1]);
    const [high, low, middle] = situations.map(({ mood }) => mood.pleasure);
    expect(Number(high)).toBeGreaterThan(Number(middle));
    expect(Number(low)).toBeLessThan(Number(middle));
  });

  it('goes by the sensitivity of the game of each, for an administrator', async () => {
    const [mild, plain] = [await app.createPlayer(game), await app.createPlayer(other)];
    const { body } = await send(kills(mild.id, plain.id), app.adminKey).expect(200);
    const [low, full] = body.items as Analysis[];
    expect(Number(low?.intensity)).toBeCloseTo(Number(full?.intensity) * 0.5, 2);
  });

  it("shows another game's player among one's own as one that does not exist, and one that was erased too", async () => {
    const [mine, theirs, erased] = [
      await app.createPlayer(game),
      await app.createPlayer(other),
      await app.createPlayer(game),
    ];
    await app.as(game.apiKey).delete(`/players/${erased.id}`).expect(200);
    const missing = await send(kills(mine.id, MISSING), game.apiKey);
    problemOf(missing, 404, 'NOT_FOUND');
    for (const id of [theirs.id, erased.id]) {
      const answer = await send(kills(mine.id, id), game.apiKey);
      expect(withoutInstance(answer)).toEqual(withoutInstance(missing));
    }
  });
});
