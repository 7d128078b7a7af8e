import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { problemOf } from '../support/problems.js';
import { BudgetWorld, CALL_USD, DAY_MS, MODEL, PLATFORM_USD, USAGE } from './budget-world.js';

let world: BudgetWorld;

beforeAll(async () => {
  world = await BudgetWorld.start();
});

afterAll(() => world?.close());

beforeEach(() => world.nextDay());

describe('GET /games/:gameId/budget', () => {
  it("shows a day on which nothing was spent, by the game's own budgets or the default ones", async () => {
    const game = await world.app.createGame({ emotionBudgetUsdPerDay: 0.25 });
    const nothing = { requests: 0, llmCalls: 0, share: 0 };
    const unspent = { spentUsd: 0, reservedUsd: 0, nextCall: { leastUsd: null, blockedBy: null } };
    const day = world.clock.time.toISOString().slice(0, 10);
    const view = {
      gameId: game.id,
      day,
      resetsAt: new Date(Date.parse(day) + DAY_MS).toISOString(),
      kinds: {
        emotion: {
          budgetUsd: 0.25,
          leftUsd: 0.25,
          ...unspent,
          lastHour: { ...nothing, target: 0.15, hardStop: 0.225 },
        },
        dialogue: {
          budgetUsd: 10,
          leftUsd: 10,
          ...unspent,
          lastHour: { ...nothing, target: 0.1, hardStop: 0.15 },
        },
      },
      llmEnabled: true,
      provider: 'anthropic',
      model: MODEL,
    };
    expect(await world.budgetOf(game, game.apiKey)).toEqual(view);
    const platform = { budgetUsd: PLATFORM_USD, spentUsd: 0, reservedUsd: 0, leftUsd: PLATFORM_USD };
    expect(await world.budgetOf(game)).toEqual({ ...view, platform });
  });

  it('is for the administrator and the game itself', async () => {
    const [game, other] = [await world.app.createGame(), await world.app.createGame()];
    problemOf(await world.app.as(other.apiKey).get(`/games/${game.id}/budget`), 404, 'NOT_FOUND');
    problemOf(await world.app.as().get(`/games/${randomUUID()}/budget`), 404, 'NOT_FOUND');
    problemOf(await world.app.as().get('/games/nobody/budget'), 400, 'VALIDATION_FAILED');
    problemOf(await world.app.http.get(`/games/${game.id}/budget`), 401, 'UNAUTHORIZED');
  });

  it('says so where no model is configured, and lets nothing through', async () => {
    const bare = await startApp();
    try {
      const game = await bare.createGame();
      const view = await world.budgetOf(game, undefined, bare);
      expect(view.kinds.emotion.nextCall).toEqual({ leastUsd: null, blockedBy: 'not_configured' });
      expect(view).toMatchObject({ provider: null, model: null, platform: { budgetUsd: null, leftUsd: null } });
      expect(await world.gate(bare).mayAsk(game.id, 'emotion')).toBe('not_configured');
      const refused = { asked: false, refusal: 'not_configured', costUsd: 0 };
      expect(await world.ask(game.id, {}, bare)).toEqual(refused);
    } finally {
      await bare.close();
    }
  });
});

describe('the gate', () => {
  it('settles what the tokens cost; every instance shows it at once', async () => {
    const game = await world.app.createGame();
    const answered = await world.metric('agl_llm_gate_total{kind="dialogue",outcome="answered"}');
    world.gate().countRequest(game.id, 'dialogue');
    const outcome = await world.ask(game.id);
    expect(outcome).toMatchObject({ asked: true, answer: { text: 'What a sword!', usage: USAGE, end: 'complete' } });
    expect(outcome.costUsd).toBeCloseTo(CALL_USD, 9);
    for (const instance of [world.app, world.second]) {
      const { kinds, platform } = await world.budgetOf(game, undefined, instance);
      expect(kinds.dialogue).toMatchObject({ spentUsd: outcome.costUsd, reservedUsd: 0 });
      expect(kinds.dialogue.leftUsd).toBeCloseTo(10 - CALL_USD, 9);
      expect(kinds.emotion.spentUsd).toBe(0);
      expect(platform?.spentUsd).toBe(outcome.costUsd);
    }
    const { lastHour } = (await world.budgetOf(game)).kinds.dialogue;
    expect(lastHour).toMatchObject({ requests: 1, llmCalls: 1, share: 0.01 });
    expect(await world.metric('agl_llm_gate_total{kind="dialogue",outcome="answered"}')).toBe(answered + 1);
  });

  it('shows what is reserved while the model thinks', async () => {
    const game = await world.app.createGame();
    const before = world.model.calls.length;
    world.model.script({ kind: 'delay', ms: 20_000, next: { kind: 'text', text: 'late' } });
    const asked = world.ask(game.id, { timeoutMs: 3_000 });
    expect(await eventually(() => Promise.resolve(world.model.calls.length), before + 1)).toBe(before + 1);
    const { kinds } = await world.budgetOf(game, undefined, world.second);
    expect(kinds.dialogue.reservedUsd).toBeGreaterThan(CALL_USD);
    expect(kinds.dialogue.spentUsd).toBe(0);
    // A call that timed out costs its input at least: the provider may have begun.
    const outcome = await asked;
    expect(outcome).toMatchObject({ asked: true, failure: 'timeout' });
    expect(outcome.costUsd).toBeGreaterThan(0);
    const after = (await world.budgetOf(game)).kinds.dialogue;
    expect(after).toMatchObject({ spentUsd: outcome.costUsd, reservedUsd: 0 });
  });

  it.each([
    [500, 'server_error'],
    [529, 'overloaded'],
    [429, 'rate_limited'],
  ])('takes nothing for a %i', async (status, failure) => {
    const game = await world.app.createGame();
    world.model.script({ kind: 'status', status });
    expect(await world.ask(game.id)).toMatchObject({ asked: true, failure, costUsd: 0 });
    expect((await world.budgetOf(game)).kinds.dialogue).toMatchObject({ spentUsd: 0, reservedUsd: 0 });
  });

  it.each([
    ['no finite cost', { inputTokens: 1e300, outputTokens: 1e300 }],
    ['a fortune', { inputTokens: 1e12, outputTokens: 1e12 }],
  ])('takes the worst case and no more of a host that counts %s', async (_name, usage) => {
    const game = await world.app.createGame();
    world.model.script({ kind: 'text', text: 'What a sword!', usage });
    const { costUsd } = await world.ask(game.id);
    expect(costUsd).toBeLessThan(0.01);
    expect((await world.budgetOf(game)).kinds.dialogue).toMatchObject({ spentUsd: costUsd, reservedUsd: 0 });
  });

  it('charges what a call can have used, where a host counts nothing', async () => {
    const game = await world.app.createGame();
    world.model.script({ kind: 'text', text: 'What a sword!', usage: { inputTokens: 0, outputTokens: 0 } });
    expect((await world.ask(game.id)).costUsd).toBeGreaterThan(CALL_USD);
  });

  it('refuses what the game has switched off, and goes by a change at once', async () => {
    const game = await world.app.createGame({ llmEnabled: false });
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBe('disabled');
    expect(await world.ask(game.id)).toEqual({ asked: false, refusal: 'disabled', costUsd: 0 });
    const { llmEnabled, kinds } = await world.budgetOf(game);
    expect(llmEnabled).toBe(false);
    expect(kinds.dialogue.nextCall.blockedBy).toBe('disabled');
    await world.app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { llmEnabled: true } })
      .expect(200);
    expect(await world.ask(game.id)).toMatchObject({ asked: true });
  });

  it('never asks on a budget of 0', async () => {
    const game = await world.app.createGame({ dialogueBudgetUsdPerDay: 0 });
    const before = world.model.calls.length;
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBe('budget');
    expect((await world.budgetOf(game)).kinds.dialogue.nextCall.blockedBy).toBe('budget');
    expect(await world.ask(game.id, { ignoreShare: true })).toEqual({ asked: false, refusal: 'budget', costUsd: 0 });
    expect(await world.ask(game.id, { kind: 'emotion' })).toMatchObject({ asked: true });
    expect(world.model.calls.length).toBe(before + 1);
  });

  it('refuses a line that could cost more than a cent', async () => {
    const game = await world.app.createGame();
    const refused = { asked: false, refusal: 'request_limit', costUsd: 0 };
    expect(await world.ask(game.id, { maxOutputTokens: 2_000 })).toEqual(refused);
    expect(await world.ask(game.id, { maxOutputTokens: 2_000, kind: 'emotion' })).toMatchObject({ asked: true });
  });

  it('does not begin what would come too late, and takes nothing for it', async () => {
    const game = await world.app.createGame();
    const before = world.model.calls.length;
    expect(await world.ask(game.id, { timeoutMs: 40 })).toEqual({ asked: false, refusal: 'too_late', costUsd: 0 });
    const { dialogue } = (await world.budgetOf(game)).kinds;
    expect(dialogue).toMatchObject({ spentUsd: 0, reservedUsd: 0, lastHour: { llmCalls: 0 } });
    expect(world.model.calls.length).toBe(before);
  });

  it('stops at the share of the last hour, and lets pass what may pass over it', async () => {
    const game = await world.app.createGame();
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => world.ask(game.id, { kind: 'emotion' })));
    expect(outcomes.filter(({ asked }) => asked)).toHaveLength(22);
    expect(await world.gate().mayAsk(game.id, 'emotion')).toBe('share');
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBeNull();
    expect(await world.ask(game.id, { kind: 'emotion', ignoreShare: true })).toMatchObject({ asked: true });
    const { lastHour } = (await world.budgetOf(game)).kinds.emotion;
    expect(lastHour).toMatchObject({ llmCalls: 22, share: 0.22 });
    expect((await world.budgetOf(game)).kinds.emotion.nextCall.blockedBy).toBe('share');
    // More requests allow more calls.
    for (let n = 0; n < 200; n += 1) world.gate().countRequest(game.id, 'emotion');
    expect(await world.gate().mayAsk(game.id, 'emotion')).toBeNull();
    world.pass(3_600_000);
    expect((await world.budgetOf(game)).kinds.emotion.lastHour).toMatchObject({ requests: 0, llmCalls: 0 });
  });
});
