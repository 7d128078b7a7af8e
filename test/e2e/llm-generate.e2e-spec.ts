import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GeneratedLine } from '../../src/dialogue/dialogue.schemas.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';
import { answering, startLlmApp, type LlmApp } from '../support/llm-app.js';

const LINE = 'Dawnbreaker, at last! I knew all along that it was waiting for you and nobody else.';
const SPECIAL = {
  eventType: 'player.lootlegendary',
  emotion: 'amazed',
  characterPersona: 'cool',
  context: { item: 'Dawnbreaker', rarity: 'legendary' },
};
const EVERYDAY = { eventType: 'player.kill', emotion: 'happy', characterPersona: 'cool' };

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp();
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
  llm.model.script(answering(LINE));
  llm.model.calls.length = 0;
});

const generate = async (body: object, key = game.apiKey): Promise<GeneratedLine> =>
  (await llm.app.as(key).post('/dialogue/generate').send(body).expect(200)).body as GeneratedLine;

interface Told {
  readonly event: string;
  readonly data: { text: string } & Record<string, unknown>;
}

/** What an event stream told, in its order. */
async function streamed(body: object, key = game.apiKey): Promise<Told[]> {
  const answer = await llm.app
    .as(key)
    .post('/dialogue/generate')
    .set('Accept', 'text/event-stream')
    .send(body)
    .expect(200);
  expect(answer.headers['content-type']).toContain('text/event-stream');
  return answer.text
    .trim()
    .split('\n\n')
    .map((frame) => {
      const [event = '', data = ''] = frame.split('\n');
      return { event: event.slice('event: '.length), data: JSON.parse(data.slice('data: '.length)) as Told['data'] };
    });
}

describe('POST /dialogue/generate with a model', () => {
  it('asks it in a special moment, and only there', async () => {
    const player = await llm.app.createPlayer(game);
    const special = await generate({ ...SPECIAL, playerId: player.id });
    expect(special).toMatchObject({ text: LINE, method: 'llm', usedSpecialCase: true, cacheHit: false });
    expect(special.costUsd).toBeGreaterThan(0);
    expect(await generate({ ...EVERYDAY, playerId: player.id })).toMatchObject({ method: 'template', costUsd: 0 });
    expect(llm.model.calls).toHaveLength(1);
  });

  it('brings what the player lived through into the prompt, and says which memories that were', async () => {
    const player = await llm.app.createPlayer(game);
    const memory = { type: 'loot', content: 'Mira lost her first Dawnbreaker in the Ember Vault.', importance: 0.9 };
    const made = await llm.app.as(game.apiKey).post(`/players/${player.id}/memories`).send(memory).expect(201);
    const line = await generate({ ...SPECIAL, playerId: player.id });
    expect(line.memoryIds).toEqual([made.body.id]);
    expect(llm.model.calls[0]?.user).toContain('lost her first Dawnbreaker');
  });

  it('passes over special cases and the cache when an administrator forces it, and refuses a game that does', async () => {
    const player = await llm.app.createPlayer(game);
    for (let n = 0; n < 2; n += 1) {
      const forced = await generate({ ...EVERYDAY, playerId: player.id, forceLlm: true }, llm.app.adminKey);
      expect(forced).toMatchObject({ method: 'llm', usedSpecialCase: false });
    }
    expect(llm.model.calls).toHaveLength(2);
    const refused = await llm.app
      .as(game.apiKey)
      .post('/dialogue/generate')
      .send({ ...EVERYDAY, forceLlm: true });
    problemOf(refused, 403, 'FORBIDDEN');
  });

  it('never passes over the budget', async () => {
    const poor = await llm.app.createGame({ dialogueBudgetUsdPerDay: 0 });
    const player = await llm.app.createPlayer(poor);
    const line = await generate({ ...SPECIAL, playerId: player.id, forceLlm: true }, llm.app.adminKey);
    expect(line).toMatchObject({ method: 'template', costUsd: 0 });
    expect(llm.model.calls).toHaveLength(0);
  });
});

describe('a line as it comes', () => {
  it('comes in pieces that make up the line, then whole', async () => {
    llm.model.script({ kind: 'text', text: LINE, pieceMs: 2 });
    const told = await streamed(SPECIAL);
    const deltas = told.filter(({ event }) => event === 'delta');
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas[0]!.data.text.length).toBeGreaterThan(20);
    expect(deltas.map(({ data }) => data.text).join('')).toBe(LINE);
    expect(told.at(-1)).toMatchObject({ event: 'done', data: { text: LINE, method: 'llm' } });
  });

  it('is replaced by a written one when its end is bad', async () => {
    llm.model.script({ kind: 'text', text: `${LINE} As an AI language model I have to add a thing or two.` });
    const told = await streamed(SPECIAL);
    expect(told.map(({ event }) => event)).toEqual([...told.slice(0, -2).map(() => 'delta'), 'replace', 'done']);
    expect(
      told
        .slice(0, -2)
        .map(({ data }) => data.text)
        .join(''),
    ).not.toContain('AI');
    expect(told.at(-1)?.data).toMatchObject({ method: 'template', text: told.at(-2)?.data.text });
  });

  it('is not shown in another language, nor read beyond its longest', async () => {
    const french = 'Dawnbreaker, incroyable ! Je savais que tu trouverais une lame pareille, et te voilà avec elle. ';
    llm.model.script({ kind: 'text', text: french.repeat(20), pieceMs: 2 });
    const told = await streamed(SPECIAL);
    expect(told.map(({ event }) => event)).toEqual(['delta', 'done']);
    expect(told[1]?.data).toMatchObject({ method: 'template', text: told[0]?.data.text });

    llm.model.script({ kind: 'text', text: `${LINE} `.repeat(50), pieceMs: 5 });
    const long = await streamed(SPECIAL);
    expect(long.at(-2)?.event).toBe('replace');
    expect(long.at(-1)?.data).toMatchObject({ method: 'template' });
    const shown = long.slice(0, -2).map(({ data }) => data.text);
    expect(shown.join('').length).toBeLessThanOrEqual(220);
    expect(long.at(-1)?.data.latencyMs).toBeLessThan(2000);
    expect(await eventually(() => Promise.resolve(llm.model.streaming), 0)).toBe(0);
  });

  it('is replaced by a written one when the model breaks off', async () => {
    llm.model.script({ kind: 'reset-mid-stream', text: LINE.repeat(2) });
    const told = await streamed(SPECIAL);
    expect(told.at(-2)?.event).toBe('replace');
    expect(told.at(-1)?.data).toMatchObject({ method: 'template', text: told.at(-2)?.data.text });
  });

  it('is a written one in one piece where no model speaks', async () => {
    const told = await streamed(EVERYDAY);
    expect(told.map(({ event }) => event)).toEqual(['delta', 'done']);
    expect(told[1]?.data.text).toBe(told[0]?.data.text);
  });

  it('is refused like every request before it begins', async () => {
    const other = await llm.app.createGame();
    const player = await llm.app.createPlayer(other);
    const refused = await llm.app
      .as(game.apiKey)
      .post('/dialogue/generate')
      .set('Accept', 'text/event-stream')
      .send({ ...SPECIAL, playerId: player.id });
    problemOf(refused, 404, 'NOT_FOUND');
  });

  it('is settled when the caller went away', async () => {
    llm.model.script({ kind: 'delay', ms: 150, next: { kind: 'text', text: LINE } });
    const leaving = new AbortController();
    const request = fetch(`${llm.app.url}/dialogue/generate`, {
      method: 'POST',
      headers: { 'X-API-Key': game.apiKey, Accept: 'text/event-stream', 'Content-Type': 'application/json' },
      body: JSON.stringify(SPECIAL),
      signal: leaving.signal,
    });
    await request;
    leaving.abort();
    const budget = async () => {
      const { body } = await llm.app.as(game.apiKey).get(`/games/${game.id}/budget`).expect(200);
      return body.kinds.dialogue.spentUsd > 0 && body.kinds.dialogue.reservedUsd === 0;
    };
    expect(await eventually(budget, true)).toBe(true);
  });
});
