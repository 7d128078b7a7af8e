import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DialogueRepository } from '../../src/dialogue/dialogue.repository.js';
import { startApp, type TestApp } from '../support/app.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';
const MOMENT = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' };

let app: TestApp;
let client: Client;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  game = await app.createGame();
});

afterAll(async () => {
  await client?.end();
  await app?.close();
});

const generate = (more: object = {}) =>
  app
    .as(game.apiKey)
    .post('/dialogue/generate')
    .send({ ...MOMENT, ...more })
    .expect(200);

/** Says the first of the lines that the player has not heard, past the queue that puts one instance's calls in order. */
function sayUnheard(playerId: string, lineIds: readonly string[]) {
  return app.nest.get(DialogueRepository).say(playerId, lineIds, new Date(), ({ said, lastLines }) => {
    const lineId = lineIds.find((id) => !said.has(id)) ?? 'a repetition';
    return { chosen: { choice: { lineId } }, lastLines: [lineId, ...lastLines].slice(0, 3) };
  });
}

async function storedLines(): Promise<{ playerId: string; lineId: string; times: number }[]> {
  const sql = 'SELECT player_id AS "playerId", line_id AS "lineId", times FROM player_lines ORDER BY 1, 2';
  return (await client.query<{ playerId: string; lineId: string; times: number }>(sql)).rows;
}

describe('the history of a player', () => {
  it('keeps lines apart that as many instances choose at once, which share nothing but the database', async () => {
    const player = await app.createPlayer(game);
    const lineIds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const chosen = await Promise.all(lineIds.map(() => sayUnheard(player.id, lineIds)));
    expect(chosen.map((line) => line?.choice.lineId).sort()).toEqual(lineIds);
  });

  it('is not touched by lines that are said to nobody', async () => {
    const player = await app.createPlayer(game);
    await generate({ playerId: player.id });
    const before = await storedLines();
    expect(before.filter(({ playerId }) => playerId === player.id)).toHaveLength(1);
    for (let time = 0; time < 5; time += 1) await generate();
    expect(await storedLines()).toEqual(before);
  });

  it('is gone with the player, and no late line brings it back', async () => {
    const player = await app.createPlayer(game);
    await generate({ playerId: player.id });
    await app.as(game.apiKey).delete(`/players/${player.id}`).expect(200);
    expect(await sayUnheard(player.id, ['a'])).toBeNull();
    expect(await sayUnheard(MISSING, ['a'])).toBeNull();
    const left = (await storedLines()).filter(({ playerId }) => [player.id, MISSING].includes(playerId));
    expect(left).toEqual([]);
  });
});
