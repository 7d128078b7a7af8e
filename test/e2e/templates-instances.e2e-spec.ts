import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { startApp, type TestApp } from '../support/app.js';
import { redisDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

interface Game {
  id: string;
  apiKey: string;
}

let first: TestApp;
let second: TestApp;

beforeAll(async () => {
  const { url: redisUrl } = await redisDatabase();
  first = await startApp({ redisUrl });
  second = await startApp({ redisUrl, databaseUrl: first.databaseUrl });
});

afterAll(async () => {
  await second?.close();
  await first?.close();
});

const put = (app: TestApp, game: Game, body: object) =>
  app.as(game.apiKey).put(`/games/${game.id}/templates`).send(body).expect(200);

const pack = (text: string) => ({
  language: 'en',
  lines: [{ id: 'win', persona: '*', event: 'player.victory', text }],
});

async function said(app: TestApp, game: Game): Promise<string> {
  const moment = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' };
  const { body } = await app.as(game.apiKey).post('/dialogue/generate').send(moment).expect(200);
  return body.text as string;
}

describe('two instances on one database and one Redis', () => {
  it('say what was put on either, new lines, changed ones and none', async () => {
    const game = await first.createGame();
    for (const instance of [first, second]) expect(await said(instance, game)).not.toMatch(/^own /);
    for (let turn = 0; turn < 5; turn += 1) {
      const [here, there] = turn % 2 === 0 ? [first, second] : [second, first];
      await put(here, game, pack(`own ${turn}`));
      expect(await said(here, game)).toBe(`own ${turn}`);
      expect(await eventually(() => said(there, game), `own ${turn}`)).toBe(`own ${turn}`);
    }
    await second.as(game.apiKey).delete(`/games/${game.id}/templates/en`).expect(204);
    expect(await said(second, game)).not.toMatch(/^own /);
    const isSilent = async () => !(await said(first, game)).startsWith('own ');
    expect(await eventually(isSilent, true)).toBe(true);
  });

  it('end with one of two packs put at once, and both know which', async () => {
    const game = await first.createGame();
    const texts = Array.from({ length: 10 }, (_, n) => `own ${n}`);
    await Promise.all(
      texts.map((text, n) =>
        put(n % 2 === 0 ? first : second, game, { language: 'en', lines: [{ id: 'w', persona: '*', text }] }),
      ),
    );
    const { body } = await first.as(game.apiKey).get(`/games/${game.id}/templates?language=en`).expect(200);
    const [{ text }] = body.lines as [{ text: string }];
    for (const instance of [first, second]) {
      expect(await eventually(() => said(instance, game), text)).toBe(text);
    }
  });
});

describe('any pack', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9 ,.!?äßéñ한글漢字かな-]{1,40}$/).filter((text) => text.trim() !== '');
  const when = fc.record(
    {
      winStreak: fc.record({ gte: fc.integer({ min: 0, max: 5 }), lte: fc.integer({ min: 5, max: 9 }) }),
      rarity: fc.record({ in: fc.constant(['epic', 'legendary']) }),
      mvp: fc.boolean(),
      item: fc.constantFrom('axe', 'bow'),
    },
    { requiredKeys: [] },
  );
  const line = fc.record(
    {
      persona: fc.constantFrom('cool', 'cute', 'grizz', '*'),
      event: fc.constantFrom('player.victory', 'player.loot', 'raid.wipe'),
      emotion: fc.constantFrom('happy', 'sad'),
      when,
      weight: fc.integer({ min: 1, max: 100 }),
      cooldownSeconds: fc.nat(600),
      once: fc.boolean(),
    },
    { requiredKeys: ['persona'] },
  );
  const anyPack = fc
    .record({
      language: fc.constantFrom('en', 'it', 'pt-br', 'zh-Hant-TW'),
      lines: fc.array(line, { maxLength: 12 }),
      words: fc.array(word, { minLength: 12, maxLength: 12 }),
    })
    .map(({ language, lines, words }) => ({
      language,
      personas: [{ name: 'grizz', traits: ['gruff'] }],
      lines: lines.map((more, n) => ({ id: `line:${n}`, text: `${n} ${words[n] ?? ''}`, ...more })),
    }));

  it('is read as it was put, on either instance, and can be put again as it was read', async () => {
    const game = await first.createGame();
    const read = async (app: TestApp, language: string) =>
      (await app.as(game.apiKey).get(`/games/${game.id}/templates?language=${language}`).expect(200)).body as object;
    await fc.assert(
      fc.asyncProperty(anyPack, async (pack) => {
        await put(first, game, pack);
        expect(await read(first, pack.language)).toEqual(pack);
        expect(await read(second, pack.language)).toEqual(pack);
        const { body } = await put(second, game, await read(first, pack.language));
        expect(body).toMatchObject({ lines: pack.lines.length });
        await said(first, game);
      }),
      { numRuns: 20 },
    );
  }, 30_000);
});
