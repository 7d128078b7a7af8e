import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FIELD_NAMES, SLOT_NAMES } from '../../src/dialogue/dialogue-field.tables.js';
import { startApp, type TestApp } from '../support/app.js';

interface Reaction {
  dialogue: { text: string };
  receipt: { line: { templateId: string } };
}

let app: TestApp;
let page: string;
let pack: Record<string, unknown>;

beforeAll(async () => {
  app = await startApp();
  page = await readFile(new URL('../../docs/lines.md', import.meta.url), 'utf8');
  pack = JSON.parse(/```json pack\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as Record<string, unknown>;
});

afterAll(() => app?.close());

describe('docs/lines.md', () => {
  it('shows a pack that is taken, and whose lines are said', async () => {
    const game = await app.createGame();
    const { body } = await app.as(game.apiKey).put(`/games/${game.id}/templates`).send(pack).expect(200);
    expect(body).toMatchObject({ language: 'en', personas: ['grizz'] });
    await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { defaultPersona: 'grizz' } })
      .expect(200);
    const player = await app.createPlayer(game);
    const react = async (type: string, data: object): Promise<Reaction> => {
      const event = { playerId: player.id, type, data, receipt: true };
      return (await app.as(game.apiKey).post('/events').send(event).expect(201)).body as Reaction;
    };
    const won = await react('player.victory', { winStreak: 6, isFirstTime: false });
    expect(won).toMatchObject({
      dialogue: { text: '6 in a row. I am running out of fingers.', characterPersona: 'grizz' },
      receipt: { line: { templateId: 'game/grizz.win.streak' } },
    });
    const wipe = { boss: 'Old <Ash>', tries: 3, mood: 'grim', isFirstTime: false };
    const wiped = await react('raid.wipe', wipe);
    expect(wiped.dialogue.text).toBe('Old ‹Ash› got us after 3 tries. Quiet now.');
    for (const broken of [
      { ...wipe, boss: undefined },
      { ...wipe, tries: 'three' },
      { ...wipe, mood: ['grim'] },
    ]) {
      expect((await react('raid.wipe', broken)).receipt.line.templateId).not.toBe('game/raid.1');
    }
  });

  it('names every field and every slot', () => {
    expect([...FIELD_NAMES, ...SLOT_NAMES].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
