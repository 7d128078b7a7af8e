import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DialogueRepository, type HeardLines } from '../../src/dialogue/dialogue.repository.js';
import { startApp, type TestApp } from '../support/app.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(() => app?.close());

describe('lines chosen at once for one player', () => {
  // Instances share nothing but the database: its lock alone must keep their choices apart.
  const say = (playerId: string, lineIds: readonly string[]) =>
    app.nest.get(DialogueRepository).say(playerId, lineIds, new Date(), ({ said, lastLines }: HeardLines) => {
      const lineId = lineIds.find((id) => !said.has(id)) ?? 'repeated';
      return { chosen: { choice: { lineId } }, lastLines: [lineId, ...lastLines].slice(0, 3) };
    });

  it('by many instances are all different', async () => {
    const player = await app.createPlayer(game);
    const lineIds = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const chosen = await Promise.all(lineIds.map(() => say(player.id, lineIds)));
    expect(chosen.map((line) => line?.choice.lineId).sort()).toEqual(lineIds);
  });

  it('are not chosen for a player who is gone', async () => {
    expect(await say(MISSING, ['a'])).toBeNull();
  });
});
