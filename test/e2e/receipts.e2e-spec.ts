import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { receiptSchema } from '../../src/events/receipt.schemas.js';
import { startApp, type TestApp } from '../support/app.js';

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame({ defaultPersona: 'cool' });
});

afterAll(() => app?.close());

describe('a receipt', () => {
  it.each<[string, object]>([
    ['a kill', { type: 'player.kill' }],
    ['a legendary find', { type: 'player.lootlegendary', data: { item: 'Dawnbreaker', rarity: 'legendary' } }],
    ['an event of a game’s own', { type: 'raid.wipe', data: { boss: 'Ash' } }],
    ['chat', { type: 'player.chat', data: { text: 'thank you' } }],
    ['what nobody speaks of', { type: 'player.victory', respond: ['emotion'] }],
  ])('of %s is what the document says', async (_, event) => {
    const { id } = await app.createPlayer(game);
    const posted = { playerId: id, receipt: true, ...event };
    const { body } = await app.as(game.apiKey).post('/events').send(posted).expect(201);
    const { receipt } = body as { receipt: Record<string, unknown> };
    const read = receiptSchema.safeParse(receipt);
    expect(read.error?.issues).toBeUndefined();
    expect(Object.keys(receipt).toSorted()).toEqual(Object.keys(receiptSchema.shape).toSorted());
  });
});
