import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, withoutInstance } from '../support/problems.js';

const MISSING = '0198a1b2-0000-7000-8000-000000000000';

type Line = Record<string, unknown>;
interface Game {
  id: string;
  apiKey: string;
}
interface Reaction {
  dialogue: { text: string; language: string; method: string };
  receipt: { line: { templateId: string } };
}

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app?.close());

const put = (game: Game, body: object, key = game.apiKey) => app.as(key).put(`/games/${game.id}/templates`).send(body);
const read = (game: Game, query = '', key = game.apiKey) => app.as(key).get(`/games/${game.id}/templates${query}`);
const line = (id: string, more: Line = {}): Line => ({ id, persona: '*', text: `Text of ${id}.`, ...more });
const victory = (id: string, more: Line = {}) => line(id, { event: 'player.victory', ...more });
const pack = (language: string, ...lines: Line[]) => ({ language, lines });

async function react(game: Game, playerId: string, type = 'player.victory', more: object = {}): Promise<Reaction> {
  const { body } = await app
    .as(game.apiKey)
    .post('/events')
    .send({ playerId, type, receipt: true, ...more })
    .expect(201);
  return body as Reaction;
}

async function gameWith(...packs: object[]): Promise<{ game: Game; player: string }> {
  const game = await app.createGame({ defaultPersona: 'cool' });
  for (const body of packs) await put(game, body).expect(200);
  return { game, player: (await app.createPlayer(game)).id };
}

describe('PUT /games/:gameId/templates', () => {
  it('takes a pack and says what is in it, what it covers and what the linter remarks', async () => {
    const game = await app.createGame();
    const lines = [
      victory('win.1', { persona: 'cool' }),
      victory('win.2', { persona: 'cool' }),
      victory('win.3', { persona: 'cool' }),
      line('typo', { event: 'player.victry' }),
      line('own', { event: 'raid.wipe' }),
    ];
    const { body } = await put(game, { ...pack('en-gb', ...lines), personas: [{ name: 'grizz' }] }).expect(200);
    expect(body).toEqual({
      language: 'en-GB',
      lines: 5,
      personas: ['grizz'],
      updatedAt: expect.any(String),
      counts: { errors: 0, warnings: 1, byKind: { unknown_event: 1 } },
      coverage: {
        cells: expect.any(Number),
        covered: 15,
        share: expect.any(Number),
        personas: ['cool'],
        events: expect.any(Number),
        emotions: 15,
      },
      warnings: [{ path: 'lines.3.event', line: 'typo', kind: 'unknown_event', message: expect.any(String) }],
    });
    expect(body.coverage.cells).toBe(body.coverage.events * body.coverage.emotions);
    expect(body.coverage.share).toBeCloseTo(15 / body.coverage.cells);
  });

  it('changes nothing when the same comes again, and replaces the pack of the language when another does', async () => {
    const { game } = await gameWith(pack('pt-br', victory('a')));
    const first = await put(game, pack('pt-br', victory('a'))).expect(200);
    const [listed] = (await read(game).expect(200)).body.items;
    expect(first.body.updatedAt).toBe(listed.updatedAt);
    await put(game, pack('pt-BR', victory('b'))).expect(200);
    const { items } = (await read(game).expect(200)).body;
    expect(items).toEqual([{ language: 'pt-BR', lines: 1, personas: [], updatedAt: expect.any(String) }]);
    expect((await read(game, '?language=PT-br').expect(200)).body).toEqual(pack('pt-BR', victory('b')));
  });

  it('without lines removes the pack, also one that is not there', async () => {
    const { game, player } = await gameWith(pack('en', victory('a')));
    const gone = { language: 'en', lines: 0, personas: [], updatedAt: null, warnings: [] };
    expect((await put(game, pack('en')).expect(200)).body).toMatchObject(gone);
    expect((await put(game, pack('en')).expect(200)).body).toMatchObject(gone);
    expect((await read(game).expect(200)).body).toEqual({ items: [] });
    problemOf(await read(game, '?language=en'), 404, 'NOT_FOUND');
    expect((await react(game, player)).receipt.line.templateId).not.toContain('game/');
  });

  it("is the game's own key's or an administrator's; to others the game does not exist", async () => {
    const game = await app.createGame();
    const other = await app.createGame();
    const body = pack('en', victory('a'));
    await put(game, body, app.adminKey).expect(200);
    for (const send of [
      (id: string) => put({ ...game, id }, body, other.apiKey),
      (id: string) => read({ ...game, id }, '', other.apiKey),
      (id: string) => read({ ...game, id }, '?language=en', other.apiKey),
      (id: string) => app.as(other.apiKey).delete(`/games/${id}/templates/en`),
    ]) {
      const foreign = await send(game.id);
      problemOf(foreign, 404, 'NOT_FOUND');
      expect(withoutInstance(foreign)).toEqual(withoutInstance(await send(MISSING)));
    }
    problemOf(await put({ ...game, id: MISSING }, body, app.adminKey), 404, 'NOT_FOUND');
    problemOf(await app.http.put(`/games/${game.id}/templates`).send(body), 401, 'UNAUTHORIZED');
    expect((await read(other).expect(200)).body).toEqual({ items: [] });
  });
});

describe('GET and DELETE /games/:gameId/templates', () => {
  it('read with an ETag, and a change moves it', async () => {
    const { game } = await gameWith(pack('en', victory('a')));
    for (const query of ['', '?language=en']) {
      const { headers } = await read(game, query).expect(200);
      await read(game, query).set('If-None-Match', String(headers.etag)).expect(304);
      await put(game, pack('en', victory('a'), victory(`b${query.length}`))).expect(200);
      await read(game, query).set('If-None-Match', String(headers.etag)).expect(200);
    }
  });

  it('refuse a language that is no tag and answer 404 for one without a pack', async () => {
    const { game } = await gameWith(pack('en', victory('a')));
    problemOf(await read(game, '?language=en_US'), 400, 'VALIDATION_FAILED');
    problemOf(await read(game, '?language=ja'), 404, 'NOT_FOUND');
    problemOf(await app.as(game.apiKey).delete(`/games/${game.id}/templates/en_US`), 400, 'VALIDATION_FAILED');
    problemOf(await app.as(game.apiKey).delete(`/games/${game.id}/templates/ja`), 404, 'NOT_FOUND');
    await app.as(game.apiKey).delete(`/games/${game.id}/templates/EN`).expect(204);
    problemOf(await app.as(game.apiKey).delete(`/games/${game.id}/templates/en`), 404, 'NOT_FOUND');
  });

  it('leave the game as it is shown', async () => {
    const { game } = await gameWith({ ...pack('en', victory('a')), personas: [{ name: 'grizz' }] });
    const { body } = await app.as().patch(`/games/${game.id}`).send({ name: 'renamed' }).expect(200);
    expect(Object.keys(body)).not.toContain('packs');
    expect(Object.keys((await app.as().get(`/games/${game.id}`)).body)).not.toContain('packs');
    expect((await react(game, (await app.createPlayer(game)).id)).receipt.line.templateId).toBe('game/a');
  });
});

describe("a game's own lines", () => {
  it('are said from the moment that they are put, and the receipt names them', async () => {
    const { game, player } = await gameWith();
    expect((await react(game, player)).receipt.line.templateId).toMatch(/^cool\./);
    await put(game, pack('en', victory('a'))).expect(200);
    const { dialogue, receipt } = await react(game, player);
    expect(dialogue).toMatchObject({ text: 'Text of a.', language: 'en', method: 'template' });
    expect(receipt.line.templateId).toBe('game/a');
    const asked = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cute' };
    const generated = await app.as(game.apiKey).post('/dialogue/generate').send(asked).expect(200);
    expect(generated.body.text).toBe('Text of a.');
    const foreign = await app.createGame();
    const elsewhere = await app.as(foreign.apiKey).post('/dialogue/generate').send(asked).expect(200);
    expect(elsewhere.body.text).not.toBe('Text of a.');
  });

  it('win over more specific ones of ours, and are chosen among as ours are', async () => {
    const { game, player } = await gameWith(
      pack(
        'en',
        line('bare'),
        victory('win'),
        victory('mvp', { when: { mvp: true } }),
        line('loot', { event: 'player.loot' }),
      ),
    );
    const said = async (type: string, more: object = {}) =>
      (await react(game, player, type, more)).receipt.line.templateId;
    expect(await said('player.victory', { data: { mvp: true, winStreak: 4 } })).toBe('game/mvp');
    expect(await said('player.victory')).toBe('game/win');
    expect(await said('player.levelup')).toBe('game/bare');
  });

  it('are all said before any repeats, and make way for ours rather than repeat', async () => {
    const { game, player } = await gameWith(pack('en', ...['a', 'b', 'c', 'd'].map((id) => victory(id))));
    const heard: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) heard.push((await react(game, player)).receipt.line.templateId);
    expect(new Set(heard.slice(0, 4))).toEqual(new Set(['game/a', 'game/b', 'game/c', 'game/d']));
    expect(heard.slice(4)).toEqual(heard.slice(0, 4));
    const { game: small, player: listener } = await gameWith(pack('en', victory('only')));
    expect((await react(small, listener)).receipt.line.templateId).toBe('game/only');
    expect((await react(small, listener)).receipt.line.templateId).toMatch(/^cool\./);
  });

  it('keep their cooldown and are said once, for each player', async () => {
    const { game, player } = await gameWith(
      pack('en', victory('once', { once: true, when: { mvp: true } }), victory('cold', { cooldownSeconds: 3600 })),
    );
    const mvp = { data: { mvp: true } };
    expect((await react(game, player, 'player.victory', mvp)).receipt.line.templateId).toBe('game/once');
    expect((await react(game, player, 'player.victory', mvp)).receipt.line.templateId).toBe('game/cold');
    expect((await react(game, player, 'player.victory', mvp)).receipt.line.templateId).toMatch(/^cool\./);
    const other = (await app.createPlayer(game)).id;
    expect((await react(game, other, 'player.victory', mvp)).receipt.line.templateId).toBe('game/once');
  });

  it('share no history with lines of ours that have the same id', async () => {
    const { game, player } = await gameWith(pack('en', victory('cool.victory.1', { once: true })));
    expect((await react(game, player)).receipt.line.templateId).toBe('game/cool.victory.1');
    await put(game, pack('en')).expect(200);
    const heard = new Set<string>();
    for (let turn = 0; turn < 6; turn += 1) heard.add((await react(game, player)).receipt.line.templateId);
    expect(heard).toContain('cool.victory.1');
  });

  it('fill their slots from the event, as text and nothing else', async () => {
    const { game, player } = await gameWith(
      pack(
        'en',
        line('loot', {
          event: 'player.loot',
          text: "<b>{item}</b>: {amount, plural, one {# coin} other {# coins}} '{'kept'}'",
        }),
      ),
    );
    const { dialogue } = await react(game, player, 'player.loot', { data: { item: '{count} <i>axe</i>', amount: 2 } });
    expect(dialogue.text).toBe('<b>{count} ‹i›axe‹/i›</b>: 2 coins {kept}');
  });

  it('speak languages that we do not have, and fall back to their kin, the default and English', async () => {
    const { game, player } = await gameWith(
      pack('it', victory('it.win', { text: 'Che vittoria!' })),
      pack('zh-TW', victory('tw.win', { text: '贏了！' })),
      pack('en', line('en.loot', { event: 'player.loot' })),
    );
    const said = async (language: string, type: string) => (await react(game, player, type, { language })).dialogue;
    expect(await said('it-CH', 'player.victory')).toMatchObject({ text: 'Che vittoria!', language: 'it' });
    expect(await said('it', 'player.loot')).toMatchObject({ text: 'Text of en.loot.', language: 'en' });
    expect(await said('it', 'player.levelup')).toMatchObject({ language: 'en' });
    expect(await said('zh-TW', 'player.victory')).toMatchObject({ text: '贏了！', language: 'zh-TW' });
    expect(await said('zh-TW', 'player.levelup')).toMatchObject({ language: 'zh' });
    expect(await said('ja', 'player.loot')).toMatchObject({ language: 'ja' });
    const italian = await app.createGame({ defaultLanguage: 'it' });
    await put(italian, pack('it', victory('it.win', { text: 'Che vittoria!' }))).expect(200);
    const { id } = await app.createPlayer(italian, { language: 'fi' });
    expect((await react(italian, id)).dialogue).toMatchObject({ language: 'it' });
  });
});
