import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GeneratedLine, Languages, Personas } from '../../src/dialogue/dialogue.schemas.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';

const PERSONAS = ['cheerful', 'cool', 'cute'] as const;
const LANGUAGES = ['en', 'zh', 'ja', 'ko', 'es', 'de', 'fr', 'pt-BR'] as const;
const LATIN = /^[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;
/** Letters that a line of the language cannot do without, and that languages of other scripts do not have. */
const SCRIPT = {
  en: LATIN,
  zh: /\p{Script=Han}/u,
  ja: /[ぁ-んァ-ヶ]/u,
  ko: /\p{Script=Hangul}/u,
  es: LATIN,
  de: LATIN,
  fr: LATIN,
  'pt-BR': LATIN,
};
const VICTORY = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' };
const LEGEND = { eventType: 'player.lootlegendary', emotion: 'amazed', characterPersona: 'cool' };

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(() => app?.close());

const send = (body: object, key = game.apiKey) => app.as(key).post('/dialogue/generate').send(body);
const generate = async (body: object, key = game.apiKey): Promise<GeneratedLine> =>
  (await send(body, key).expect(200)).body as GeneratedLine;
const read = (path: string) => app.as(game.apiKey).get(`/dialogue/${path}`);

/** What a player hears of a moment until each variant was said. */
async function hearAll(body: object): Promise<string[]> {
  const player = await app.createPlayer(game);
  const texts: string[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    texts.push((await generate({ ...body, playerId: player.id })).text);
  }
  return texts;
}

describe('POST /dialogue/generate', () => {
  it('answers with a line and all about it', async () => {
    expect(await generate(VICTORY)).toEqual({
      text: expect.stringMatching(/\S/),
      method: 'template',
      language: 'en',
      usedSpecialCase: false,
      reasons: [],
      memoryIds: [],
      cacheHit: false,
      costUsd: 0,
      latencyMs: expect.any(Number),
    });
  });

  it.each(LANGUAGES.flatMap((language) => PERSONAS.map((persona) => [language, persona] as const)))(
    'speaks %s as %s',
    async (language, characterPersona) => {
      const line = await generate({ ...VICTORY, characterPersona, language });
      expect(line).toMatchObject({ language, method: 'template' });
      expect(line.text).toMatch(SCRIPT[language]);
    },
  );

  it('lets each persona speak in its own words', async () => {
    const heard = await Promise.all(
      PERSONAS.map(async (characterPersona) => new Set(await hearAll({ ...VICTORY, characterPersona }))),
    );
    const all = heard.flatMap((texts) => [...texts]);
    expect(new Set(all).size).toBe(all.length);
  });

  it("says something at a game's own event, in any emotion", async () => {
    for (const emotion of ['happy', 'tired', 'neutral', 'worried']) {
      const line = await generate({ eventType: 'farm.harvest', emotion, characterPersona: 'cute', language: 'ja' });
      expect(line.text).toMatch(SCRIPT.ja);
    }
  });

  it("leaves a row in the metrics, a player's with its id", async () => {
    const own = await app.createGame();
    const player = await app.createPlayer(own);
    await generate({ ...VICTORY, playerId: player.id }, own.apiKey);
    await generate(VICTORY, own.apiKey);
    const rows = async () => (await app.as(own.apiKey).get('/analytics/metrics?service=dialogue').expect(200)).body;
    expect(await eventually(async () => (await rows()).page.total, 2, 5000)).toBe(2);
    const { items } = await rows();
    expect(items.map((row: { playerId: string | null }) => row.playerId).sort()).toEqual([player.id, null].sort());
    expect(items[0]).toMatchObject({
      gameId: own.id,
      service: 'dialogue',
      method: 'template',
      costUsd: 0,
      error: null,
    });
  });
});

describe('what is filled into a line', () => {
  it.each(LANGUAGES.flatMap((language) => PERSONAS.map((persona) => [language, persona] as const)))(
    'is the item, in %s as %s',
    async (language, characterPersona) => {
      const texts = await hearAll({ ...LEGEND, characterPersona, language, context: { item: 'Dawnbreaker' } });
      expect(texts.some((text) => text.includes('Dawnbreaker'))).toBe(true);
      for (const text of texts) expect(text).not.toMatch(/[{}]/);
    },
  );

  it('is never a hole: without the item another line is said', async () => {
    for (const text of await hearAll(LEGEND)) expect(text).not.toMatch(/[{}]|undefined|null/);
  });

  it('is a number as the language writes it', async () => {
    const texts = await hearAll({ ...VICTORY, eventType: 'player.kill', context: { count: 12_345 } });
    expect(texts.some((text) => text.includes('12,345'))).toBe(true);
  });

  it('is free of markup, control characters and what hides or turns text', async () => {
    const item = '<script>Sun\u200B\u202Eblade\r\n\u0007{item}</script>';
    const texts = await hearAll({ ...LEGEND, context: { item } });
    const spoken = texts.filter((text) => text.includes('Sunblade'));
    expect(spoken.length).toBeGreaterThan(0);
    for (const text of spoken) {
      expect(text).toContain('‹script›Sunblade {item}‹/script›');
      expect(text).not.toMatch(/[<>\p{Cc}\u200B\u202E]/u);
    }
  });

  it('is bounded: 60 characters of 200, and 500 are refused', async () => {
    const texts = await hearAll({ ...LEGEND, context: { item: `Sunblade ${'of dawn '.repeat(23)}`.slice(0, 200) } });
    const spoken = texts.filter((text) => text.includes('Sunblade'));
    expect(spoken.length).toBeGreaterThan(0);
    for (const text of spoken) {
      expect(text).toContain('…');
      expect(text.length).toBeLessThan(200);
    }
    problemOf(await send({ ...LEGEND, context: { item: 'x'.repeat(500) } }), 400, 'VALIDATION_FAILED');
  });

  it('is nothing that a player typed', async () => {
    for (const text of await hearAll({ ...VICTORY, eventType: 'player.chat', context: { text: 'hunter2' } })) {
      expect(text).not.toContain('hunter2');
    }
  });
});

describe('the language of a line', () => {
  it('is the one asked for, by its region, its script or its language', async () => {
    for (const [language, expected] of [
      ['zh-TW', 'zh'],
      ['zh-Hant-HK', 'zh'],
      ['ZH', 'zh'],
      ['ja-JP', 'ja'],
      ['en-GB', 'en'],
      ['es-MX', 'es'],
      ['de-AT', 'de'],
      ['pt', 'pt-BR'],
      ['pt-PT', 'pt-BR'],
    ]) {
      expect((await generate({ ...VICTORY, language })).language).toBe(expected);
    }
  });

  it("is the player's without one, else the game's default, else English", async () => {
    const japanese = await app.createGame({ defaultLanguage: 'ja' });
    expect((await generate(VICTORY, japanese.apiKey)).language).toBe('ja');
    expect((await generate({ ...VICTORY, language: 'sv' }, japanese.apiKey)).language).toBe('ja');
    expect((await generate({ ...VICTORY, language: 'sv' })).language).toBe('en');
    const player = await app.createPlayer(japanese, { language: 'zh' });
    const heard = { ...VICTORY, playerId: player.id };
    expect((await generate(heard, japanese.apiKey)).language).toBe('zh');
    expect((await generate(heard, app.adminKey)).language).toBe('zh');
    expect((await generate({ ...heard, language: 'en' }, japanese.apiKey)).language).toBe('en');
    expect((await generate({ ...heard, language: 'fi' }, japanese.apiKey)).language).toBe('ja');
  });
});

describe('what makes a moment special', () => {
  it.each([
    ['a legendary find', { rarity: 'legendary' }, ['legendary_rarity']],
    ['a mythic find', { rarity: 'mythic' }, ['legendary_rarity']],
    ['an epic find is not', { rarity: 'epic' }, []],
    ['the 100th time', { count: 100 }, ['count_milestone']],
    ['the 101st is not', { count: 101 }, []],
    ['a first time', { isFirstTime: true }, ['first_time']],
    ['five wins in a row', { winStreak: 5 }, ['long_streak']],
    ['four are not', { winStreak: 4 }, []],
    ['five deaths in a row', { deathStreak: 5 }, ['long_streak']],
    ['three factors at once', { mvp: true, playerHealth: 10, difficulty: 'nightmare' }, ['many_factors']],
    [
      'all of it, in a fixed order',
      { winStreak: 50, count: 10, isFirstTime: true, rarity: 'mythic' },
      ['legendary_rarity', 'first_time', 'count_milestone', 'long_streak', 'many_factors'],
    ],
  ])('%s', async (_name, context, reasons) => {
    const line = await generate({ ...VICTORY, context });
    expect(line.reasons).toEqual(reasons);
    expect(line.usedSpecialCase).toBe(reasons.length > 0);
  });
});

describe('GET /dialogue/personas', () => {
  it('lists each with its traits and a taste of each language', async () => {
    const { items } = (await read('personas').expect(200)).body as Personas;
    expect(items.map(({ name }) => name)).toEqual(PERSONAS);
    for (const { description, traits, sampleLines } of items) {
      expect(description.length).toBeGreaterThan(20);
      expect(traits.length).toBeGreaterThanOrEqual(3);
      for (const language of LANGUAGES) {
        const samples = sampleLines[language] ?? [];
        expect(samples.length).toBeGreaterThanOrEqual(3);
        for (const sample of samples) expect(sample).not.toMatch(/[{}]/);
        expect(samples.join('')).toMatch(SCRIPT[language]);
      }
    }
  });
});

describe('GET /dialogue/languages', () => {
  it('lists each with its name, its personas and how much of it is there', async () => {
    const { items } = (await read('languages').expect(200)).body as Languages;
    const byTag = new Map(items.map((item) => [item.language, item]));
    expect([...byTag.keys()]).toEqual(expect.arrayContaining([...LANGUAGES]));
    expect([...byTag.values()].map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'English',
        'Chinese',
        'Japanese',
        'Korean',
        'Spanish',
        'German',
        'French',
        'Brazilian Portuguese',
      ]),
    );
    for (const { lines, personas, coverage } of items) {
      expect(lines).toBeGreaterThan(0);
      expect(personas).toEqual(PERSONAS);
      expect(coverage).toBeGreaterThan(0);
      expect(coverage).toBeLessThanOrEqual(1);
    }
  });

  it.each(['languages'])('may be kept for an hour, as GET /dialogue/%s', async (path) => {
    const { headers } = await read(path).expect(200);
    expect(headers['cache-control']).toBe('private, max-age=3600');
    await read(path).set('If-None-Match', String(headers.etag)).expect(304);
    problemOf(await app.http.get(`/dialogue/${path}`), 401, 'UNAUTHORIZED');
  });
});
