import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Analysis } from '../../src/emotion/emotion.schemas.js';
import { answering, startLlmApp, type LlmApp } from '../support/llm-app.js';

/** A type that only this game knows: the rules guess, and know that they do. */
const UNSURE = { type: 'kitchen.souffle', data: { amount: 3 } };
const SURE = { type: 'player.victory', data: { mvp: true, winStreak: 5 } };

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp();
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
  llm.model.script(answering('unused', { emotion: 'amazed', intensity: 0.6, confidence: 0.9 }));
  llm.model.calls.length = 0;
});

const analyze = async (body: object, of = game): Promise<Analysis> =>
  (await llm.app.as(of.apiKey).post('/emotion/analyze').send(body).expect(200)).body as Analysis;

describe('an event of which the rules are not sure', () => {
  it('is judged by the model, then by the cache', async () => {
    const first = await analyze({ ...UNSURE, receipt: true });
    expect(first).toMatchObject({ emotion: 'amazed', intensity: 0.6, confidence: 0.9, method: 'ml', cacheHit: false });
    expect(first.costUsd).toBeGreaterThan(0);
    expect(first.receipt).toMatchObject({ llm: { used: true, judgement: { emotion: 'amazed' } } });
    const second = await analyze({ ...UNSURE, data: { amount: 7 } });
    expect(second).toMatchObject({ emotion: 'amazed', method: 'cached', cacheHit: true, costUsd: 0 });
    expect(llm.model.calls).toHaveLength(1);
  });

  it('means in another game what that game means by it', async () => {
    await analyze(UNSURE);
    expect(await analyze(UNSURE, await llm.app.createGame())).toMatchObject({ method: 'ml' });
  });

  it('is asked about once by many at the same time', async () => {
    llm.model.script({ kind: 'delay', ms: 100, next: answering('', { emotion: 'sad' }) });
    const answers = await Promise.all(Array.from({ length: 12 }, () => analyze(UNSURE)));
    expect(llm.model.calls).toHaveLength(1);
    expect(answers.map(({ emotion }) => emotion)).toEqual(answers.map(() => 'sad'));
    expect(answers.filter(({ costUsd }) => costUsd > 0)).toHaveLength(1);
  });

  it('is the rules’ where the model answers what was not asked for', async () => {
    const ruled = await analyze({ ...UNSURE, receipt: true }, await llm.app.createGame({ llmEnabled: false }));
    for (const bad of [{ emotion: 'hungry' }, { intensity: 7 }, { confidence: 'high' }]) {
      llm.model.script(answering('', bad));
      const answer = await analyze({ ...UNSURE, receipt: true });
      expect(answer).toMatchObject({ emotion: ruled.emotion, intensity: ruled.intensity, method: 'rule' });
      expect(answer.costUsd).toBeGreaterThan(0);
      expect(answer.receipt).toMatchObject({ llm: { used: false, reason: 'invalid_answer' } });
    }
  });

  it('is not given to a model where the rules are sure', async () => {
    expect(await analyze(SURE)).toMatchObject({ method: 'rule', costUsd: 0 });
    expect(llm.model.calls).toHaveLength(0);
  });

  it('moves the mood by what the model judged', async () => {
    llm.model.script(answering('', { emotion: 'angry', intensity: 1 }));
    const player = await llm.app.createPlayer(game);
    const reaction = await llm.react(game, { playerId: player.id, ...UNSURE });
    expect(reaction.emotion).toMatchObject({ emotion: 'angry', method: 'ml', intensity: 1 });
    expect(reaction.mood.pleasure).toBeLessThan(0.3);
    const { body } = await llm.app
      .as(game.apiKey)
      .get(`/players/${player.id}/events?fields=method,emotion`)
      .expect(200);
    expect(body.items[0]).toMatchObject({ method: 'ml', emotion: 'angry' });
  });
});

describe('a batch of analyses', () => {
  it('shares one call, asks about like events once, and keeps the order', async () => {
    llm.model.script((call) => {
      const questions = JSON.parse(call.user) as { n: number; event: string }[];
      const answers = questions.map(({ n, event }) => ({
        n,
        emotion: event === 'kitchen.souffle' ? 'proud' : 'worried',
        intensity: 0.5,
        confidence: 0.9,
      }));
      return { kind: 'text', text: JSON.stringify({ answers }) };
    });
    const events = [UNSURE, SURE, { type: 'kitchen.smoke' }, UNSURE];
    const answer = await llm.app.as(game.apiKey).post('/emotion/analyze/batch').send({ events }).expect(200);
    const items = answer.body.items as Analysis[];
    expect(items.map(({ emotion }) => emotion)).toEqual(['proud', expect.any(String), 'worried', 'proud']);
    expect(items.map(({ method }) => method)).toEqual(['ml', 'rule', 'ml', 'cached']);
    expect(items.filter(({ costUsd }) => costUsd > 0)).toHaveLength(1);
    expect(llm.model.calls).toHaveLength(1);
  });

  it('falls back to the rules item by item', async () => {
    llm.model.script((call) => {
      const [first] = JSON.parse(call.user) as { n: number }[];
      const answers = [{ n: first!.n, emotion: 'proud', intensity: 0.5, confidence: 0.9 }];
      return { kind: 'text', text: JSON.stringify({ answers }) };
    });
    const events = [UNSURE, { type: 'kitchen.smoke' }];
    const answer = await llm.app.as(game.apiKey).post('/emotion/analyze/batch').send({ events }).expect(200);
    expect((answer.body.items as Analysis[]).map(({ method }) => method)).toEqual(['ml', 'rule']);
  });
});
