import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type TestApp } from '../support/app.js';
import { problemOf, refusedFields, type Problem } from '../support/problems.js';

type Line = Record<string, unknown>;

let app: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  app = await startApp();
  game = await app.createGame();
});

afterAll(() => app?.close());

const put = (body: unknown, to = game) =>
  app.as(to.apiKey).put(`/games/${to.id}/templates`).set('Content-Type', 'application/json').send(JSON.stringify(body));
const line = (more: Line): Line => ({ id: 'bad', persona: 'cool', text: 'A text.', ...more });
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const pack = (...lines: unknown[]) => ({ language: 'en', lines });

/** The fault that a pack with one good line and this one is refused with: its path and its message. */
async function faultOf(bad: Line): Promise<[string, string]> {
  const response = await put(pack(line({ id: 'good', text: 'Good.' }), line(bad)));
  const { errors = [] } = problemOf(response, 400, 'VALIDATION_FAILED');
  expect(errors).toHaveLength(1);
  return [errors[0]?.path ?? '', errors[0]?.message ?? ''];
}

describe('a line that is refused, with its place and what would do', () => {
  it.each<[string, Line, string, RegExp]>([
    ['an id with a slash', { id: 'game/x' }, 'lines.1.id', /letters, digits/],
    ['an id twice', { id: 'good' }, 'lines.1.id', /lines\.0 has it/],
    ['an unknown persona', { persona: 'grizz' }, 'lines.1.persona', /allowed: cheerful, cool, cute, \*$/],
    ['the built-in neutral persona', { persona: 'neutral' }, 'lines.1.persona', /unknown persona/],
    ['an unknown emotion', { emotion: 'joy' }, 'lines.1.emotion', /allowed: happy, /],
    ['an event without a namespace', { event: 'victory' }, 'lines.1.event', /namespace\.name/],
    ['an unknown member', { wieght: 2 }, 'lines.1.wieght', /unknown field wieght; allowed: id, /],
    ['a blank text', { text: '  ' }, 'lines.1.text', /blank/],
    ['a text in two lines', { text: 'a\nb' }, 'lines.1.text', /line breaks/],
    ['a text over 500 characters', { text: 'x'.repeat(501) }, 'lines.1.text', /at most 500/],
    ['a weight of none', { weight: 0 }, 'lines.1.weight', /more than 0/],
    ['a cooldown of two years', { cooldownSeconds: 63_072_000 }, 'lines.1.cooldownSeconds', /at most 31536000/],
    ['a once that is no flag', { once: 1 }, 'lines.1.once', /boolean/],
    ['a condition of nothing', { when: { level: {} } }, 'lines.1.when.level', /a condition is/],
    ['nine conditions', { when: Object.fromEntries([...'abcdefghi'].map((k) => [k, 1])) }, 'lines.1.when', /at most 8/],
    ['an unknown field', { when: { winstreak: 3 } }, 'lines.1.when', /unknown field winstreak; allowed: /],
    [
      'a name that objects have',
      { when: JSON.parse('{"__proto__":{"gte":1}}') },
      'lines.1.when.__proto__',
      /unknown field/,
    ],
    ['what a player typed', { when: { text: 'hi' } }, 'lines.1.when', /unknown field text/],
    ['what can never be', { when: { playerHealth: { gte: 101 } } }, 'lines.1.when', /can never hold/],
    ['bounds the wrong way round', { when: { level: { gte: 5, lte: 3 } } }, 'lines.1.when', /can never hold/],
    ['the same said twice', { text: 'GOOD' }, 'lines.1.text', /says the same as good/],
    ['a brace left open', { text: 'Take {item' }, 'lines.1.text', /not ICU MessageFormat \(.* at character 6\)/],
    ['a plural without other', { text: '{count, plural, one {#}}' }, 'lines.1.text', /not ICU MessageFormat \(.*other/],
    ['a slot that no event fills', { text: 'Hi {player}' }, 'lines.1.text', /unknown slot \{player\}; allowed: item/],
    ['a word to be counted', { text: '{item, plural, other {#}}' }, 'lines.1.text', /cannot be counted/],
    ['a date', { text: '{count, date, short}' }, 'lines.1.text', /a format that is not allowed/],
  ])('%s', async (_, bad, path, message) => {
    const fault = await faultOf(bad);
    expect(fault[0]).toBe(path);
    expect(fault[1]).toMatch(message);
  });

  it('all of them at once, and nothing of the pack is taken', async () => {
    const bad = Array.from({ length: 150 }, (_, index) => line({ id: `bad.${index}`, emotion: 'joy' }));
    const response = await put(pack(line({ id: 'good' }), ...bad));
    const { errors = [], detail } = problemOf(response, 400, 'VALIDATION_FAILED');
    expect(errors.map(({ path }) => path)).toEqual(bad.slice(0, 100).map((_, index) => `lines.${index + 1}.emotion`));
    expect(response.body).toMatchObject({ moreErrors: 50 });
    expect(detail).toContain(
      'The pack has 150 faults and was not taken; the first 100 are listed. lines.1.emotion: unknown',
    );
    const { body } = await app.as(game.apiKey).get(`/games/${game.id}/templates`).expect(200);
    expect(body).toEqual({ items: [] });
  });
});

describe('a pack with faults at several places', () => {
  it('is told all of them and what would be remarked, in one answer', async () => {
    const body = {
      language: 'english please',
      author: 'me',
      personas: [{ name: 'grizz', mood: 1 }],
      lines: [
        line({ id: 'a', persona: 'grizz', text: 'Hi {player}' }),
        line({ id: 'b', persona: 'nobody', text: 'Oh {player}', when: { winstreak: 3 } }),
        line({ id: 'c', event: 'player.victry' }),
      ],
    };
    const response = await put(body);
    expect(refusedFields(response).toSorted()).toEqual([
      'author',
      'language',
      'lines.0.text',
      'lines.1.persona',
      'lines.1.text',
      'lines.1.when',
      'personas.0.mood',
    ]);
    expect(response.body).toMatchObject({ warnings: [{ path: 'lines.2.event' }] });
    expect(response.text).not.toContain('persona: persona');
  });
});

describe('a pack that is refused', () => {
  it.each<[string, unknown, string[]]>([
    ['without anything', {}, ['language', 'lines']],
    ['that is a list', [], ['']],
    ['that is null', null, ['']],
    ['that is a number', 5, ['']],
    ['in no language', { language: 'english please', lines: [] }, ['language']],
    ['with lines that are none', { language: 'en', lines: 'hello' }, ['lines']],
    ['with a line that is none', pack('hello'), ['lines.0']],
    ['with an unknown member', { ...pack(line({})), author: 'me' }, ['author']],
    ['with more lines than a pack may have', pack(...Array.from({ length: 2001 }, () => 0)), ['lines']],
  ])('%s', async (_, body, paths) => {
    expect(refusedFields(await put(body))).toEqual(paths);
  });

  it.each<[string, object, string[]]>([
    ['a name of ours', { name: 'Cool' }, ['personas.0.name']],
    ['the neutral name', { name: 'neutral' }, ['personas.0.name']],
    ['a name in two words', { name: 'old grizz' }, ['personas.0.name']],
    ['a name of JavaScript', { name: '__proto__x' }, ['personas.0.name']],
    [
      'a mood out of bounds',
      { name: 'g', baseline: { pleasure: 2, arousal: 0, dominance: 0 } },
      ['personas.0.baseline.pleasure'],
    ],
    [
      'half a mood',
      { name: 'g', baseline: { pleasure: 0 } },
      ['personas.0.baseline.arousal', 'personas.0.baseline.dominance'],
    ],
    ['too many traits', { name: 'g', traits: Array.from({ length: 13 }, () => 'x') }, ['personas.0.traits']],
    ['an unknown member', { name: 'g', mood: 1 }, ['personas.0.mood']],
  ])('for a persona with %s', async (_, persona, paths) => {
    expect(refusedFields(await put({ ...pack(line({})), personas: [persona] }))).toEqual(paths);
  });

  it('for a persona described twice in it', async () => {
    const personas = [{ name: 'grizz' }, { name: 'Grizz' }];
    expect(refusedFields(await put({ ...pack(line({})), personas }))).toEqual(['personas.1.name']);
  });

  it('when the game has packs in twenty languages, until one is removed', async () => {
    const full = await app.createGame();
    const languages = [...'abcdefghijklmnopqrst'].map((letter) => `x${letter}`);
    for (const language of languages) await put({ ...pack(line({})), language }, full).expect(200);
    expect(refusedFields(await put({ ...pack(line({})), language: 'fi' }, full))).toEqual(['language']);
    await put({ ...pack(line({ id: 'other' })), language: 'xa' }, full).expect(200);
    await put({ language: 'xb', lines: [] }, full).expect(200);
    await put({ ...pack(line({})), language: 'fi' }, full).expect(200);
  });

  it('when it is over 1 MB, or no JSON', async () => {
    problemOf(await put(pack(line({ text: 'x'.repeat(1_048_577) }))), 413, 'PAYLOAD_TOO_LARGE');
    const asText = app
      .as(game.apiKey)
      .put(`/games/${game.id}/templates`)
      .set('Content-Type', 'text/plain')
      .send('hello');
    problemOf(await asText, 415, 'UNSUPPORTED_MEDIA_TYPE');
    const broken = app
      .as(game.apiKey)
      .put(`/games/${game.id}/templates`)
      .set('Content-Type', 'application/json')
      .send('{');
    problemOf(await broken, 400, 'MALFORMED_JSON');
  });

  it('when it is made to keep the server busy: one fault, and no more is read', async () => {
    const hostile: [string, string][] = [
      [
        '',
        JSON.stringify(
          pack(line({ when: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`a${n}`, []])) })),
        ),
      ],
      [
        'lines.0.when.level.in',
        JSON.stringify(pack(line({ when: { level: { in: Array.from({ length: 200_000 }, () => 0) } } }))),
      ],
      ['lines', JSON.stringify({ language: 'en', lines: Array.from({ length: 300_000 }, () => 0) })],
      ['', `{"language":"en","lines":[{"when":${deep(40)}}]}`],
      ['lines.0.text', JSON.stringify(pack(line({ text: '{count, plural, other {'.repeat(20_000) })))],
      ['lines.0.text', JSON.stringify(pack(line({ text: `{count, plural, ${'=1 {x} '.repeat(100_000)}` })))],
    ];
    for (const [path, body] of hostile) {
      const response = await app
        .as(game.apiKey)
        .put(`/games/${game.id}/templates`)
        .set('Content-Type', 'application/json')
        .send(body);
      const { errors = [] } = problemOf(response, 400, 'VALIDATION_FAILED');
      expect(errors).toHaveLength(1);
      expect(errors[0]?.path.startsWith(path)).toBe(true);
      expect(response.text.length).toBeLessThan(2000);
    }
  });

  it('when plurals are nested beyond what anybody reads', async () => {
    const nested = (levels: number): string => (levels === 0 ? 'x' : `{count, plural, other {${nested(levels - 1)}}}`);
    expect((await faultOf({ text: nested(4) }))[1]).toMatch(/nested 3 levels deep/);
    expect((await faultOf({ text: nested(15) }))[1]).toMatch(/nested 3 levels deep/);
    const other = await app.createGame();
    await put(pack(line({ text: nested(3) })), other).expect(200);
  });

  it('while others are served: a large good pack takes its turns', async () => {
    const busy = await app.createGame();
    const lines = Array.from({ length: 2000 }, (_, n) =>
      line({ id: `l.${n}`, persona: '*', text: `${n} {count, plural, one {# win} other {# wins}} for {item}` }),
    );
    const answer = { isOut: false };
    const putting = put(pack(...lines), busy).then((response) => {
      answer.isOut = true;
      return response;
    });
    let served = 0;
    while (!answer.isOut) {
      await app.http.get('/health/live').expect(200);
      served += answer.isOut ? 0 : 1;
    }
    const { body } = await putting;
    expect((body as Problem & { lines: number }).lines).toBe(2000);
    expect(served).toBeGreaterThan(1);
  });
});
