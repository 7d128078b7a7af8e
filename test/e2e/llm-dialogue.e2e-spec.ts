import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventStream } from '../support/event-stream.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';
import { answering, LEGENDARY, startLlmApp, type LlmApp } from '../support/llm-app.js';

const LINE = 'Dawnbreaker, at last! I knew it was waiting for you.';
/** US dollars for a token, as LLM_MODEL is priced. */
const HAIKU = { input: 1e-6, output: 5e-6 };

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp({ env: { LLM_MODEL: 'claude-haiku-4-5' } });
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
  llm.model.script(answering(LINE));
  llm.model.calls.length = 0;
});

describe('a special moment', () => {
  it('is answered by the model, at the price of the tokens that were counted', async () => {
    llm.model.script({ kind: 'text', text: LINE, usage: { inputTokens: 420, outputTokens: 18 } });
    const player = await llm.app.createPlayer(game, { characterPersona: 'cool' });
    const reaction = await llm.react(game, { playerId: player.id, ...LEGENDARY, receipt: true });
    expect(reaction.dialogue).toEqual({
      text: LINE,
      characterPersona: 'cool',
      language: 'en',
      method: 'llm',
      reasons: ['legendary_rarity', 'first_time', 'many_factors'],
      memoryIds: [],
    });
    expect(reaction.costUsd).toBeCloseTo(420 * HAIKU.input + 18 * HAIKU.output, 10);
    expect(reaction.receipt).toMatchObject({ llm: { used: true, dialogue: { method: 'llm', cause: null } } });
    const { body } = await llm.app.as(game.apiKey).get(`/games/${game.id}/budget`).expect(200);
    expect(body.kinds.dialogue.spentUsd).toBeCloseTo(reaction.costUsd, 9);
  });

  it('shows the model the event and the memories as data, and nothing of theirs in the system text', async () => {
    const player = await llm.app.createPlayer(game);
    await llm.react(game, { playerId: player.id, ...LEGENDARY });
    const second = await llm.react(game, { playerId: player.id, ...LEGENDARY });
    const call = llm.model.calls.at(-1)!;
    expect(call.system).not.toContain('Dawnbreaker');
    expect(call.user).toMatch(/^<moment_data>\n\{.*\}\n<\/moment_data>$/);
    expect(call.user).toContain('"item":"Dawnbreaker"');
    const data = JSON.parse(call.user.split('\n')[1]!) as { memories: { text: string }[] };
    expect(data.memories).toHaveLength(second.dialogue!.memoryIds.length);
    expect(data.memories[0]?.text).toContain('Dawnbreaker');
  });

  it('is not given to a model where the game or the request says so', async () => {
    const silent = await llm.app.createGame({ llmEnabled: false });
    const one = await llm.react(silent, { externalId: 'a', ...LEGENDARY, receipt: true });
    expect(one.dialogue?.method).toBe('template');
    expect(one.receipt).toMatchObject({ llm: { used: false, dialogue: { cause: 'disabled' } } });
    const other = await llm.react(game, { externalId: 'b', ...LEGENDARY, llm: 'off', receipt: true });
    expect(other.dialogue?.method).toBe('template');
    expect(other.receipt).toMatchObject({ llm: { used: false, dialogue: { cause: 'off' } } });
    expect(llm.model.calls).toHaveLength(0);
  });

  it('may be wished for in three ways, and in no other', async () => {
    const answer = await llm.app
      .as(game.apiKey)
      .post('/events')
      .send({ externalId: 'a', ...LEGENDARY, llm: 'maybe' });
    expect(problemOf(answer, 400, 'VALIDATION_FAILED').errors?.map(({ path }) => path)).toEqual(['llm']);
  });

  it('asks no model about an everyday event', async () => {
    const { receipt, dialogue } = await llm.react(game, {
      externalId: 'a',
      type: 'player.kill',
      data: { killCount: 2, count: 3, isFirstTime: false },
      receipt: true,
    });
    expect(dialogue?.method).toBe('template');
    expect(receipt).toMatchObject({
      llm: { used: false, emotion: { cause: 'sure' }, dialogue: { cause: 'not_special' } },
    });
    expect(llm.model.calls).toHaveLength(0);
  });

  it('is answered at once with a template when it is asynchronous; the line follows on the stream and is kept', async () => {
    const player = await llm.app.createPlayer(game);
    const stream = await EventStream.open(llm.app.url, `/players/${player.id}/stream`, game.apiKey);
    llm.model.script({ kind: 'delay', ms: 200, next: { kind: 'text', text: LINE } });
    const reaction = await llm.react(game, { playerId: player.id, ...LEGENDARY, llm: 'async' });
    expect(reaction.dialogue?.method).toBe('template');
    expect(reaction.costUsd).toBe(0);
    expect(await eventually(async () => stream.ofName('line').length, 1)).toBe(1);
    expect(stream.ofName('line')[0]?.data).toMatchObject({ id: reaction.id, dialogue: { method: 'llm', text: LINE } });
    const { body } = await llm.app.as(game.apiKey).get(`/players/${player.id}/events`).expect(200);
    expect(body.items[0].reaction.dialogue).toMatchObject({ method: 'llm', text: LINE });
    expect(body.items[0].reaction.costUsd).toBeGreaterThan(0);
    stream.close();
  });
});

describe('lines of models in the cache', () => {
  const SHARED = { type: 'player.lootlegendary', data: { rarity: 'legendary', isFirstTime: false, count: 7 } } as const;

  it('are said to others again where nothing of a player is in them, from up to three variants', async () => {
    let made = 0;
    llm.model.script(answering(() => `That is line number ${(made += 1)}, and it is yours.`));
    const methods: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const reaction = await llm.react(game, { externalId: `p${n}`, ...SHARED });
      methods.push(reaction.dialogue!.method);
    }
    expect(made).toBe(3);
    expect(methods.filter((method) => method === 'cached').length).toBeGreaterThanOrEqual(20);
  });

  it('are not repeated to a player who heard them a moment ago', async () => {
    let made = 0;
    llm.model.script(answering(() => `Here comes line ${(made += 1)} for you, friend.`));
    const texts: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      texts.push((await llm.react(game, { externalId: 'same', ...SHARED })).dialogue!.text);
    }
    for (let n = 1; n < texts.length; n += 1) expect(texts[n]).not.toBe(texts[n - 1]);
  });
});
