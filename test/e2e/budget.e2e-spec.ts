import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { BudgetView } from '../../src/budget/budget.schemas.js';
import { LLM_GATE, type GateOutcome, type GateRequest, type LlmGate } from '../../src/budget/llm-gate.port.js';
import { eventually } from '../support/eventually.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeModelHost } from '../support/fake-model-host.js';
import { problemOf } from '../support/problems.js';

const MODEL = 'claude-haiku-4-5';
const [INPUT_USD, OUTPUT_USD] = [1e-6, 5e-6];
const USAGE = { inputTokens: 900, outputTokens: 40 };
const CALL_USD = USAGE.inputTokens * INPUT_USD + USAGE.outputTokens * OUTPUT_USD;
const DAY_MS = 86_400_000;

let model: FakeModelHost;
let clock: FixedClock;
let app: TestApp;
let second: TestApp;

beforeAll(async () => {
  model = await startFakeAnthropic();
  clock = new FixedClock(new Date());
  const env = {
    LLM_PROVIDER: 'anthropic',
    LLM_MODEL: MODEL,
    ANTHROPIC_API_KEY: 'key-of-the-tests',
    ANTHROPIC_BASE_URL: model.url,
    PLATFORM_BUDGET_USD_PER_DAY: '1',
  };
  app = await startApp({ env, clock });
  second = await startApp({ env, clock, databaseUrl: app.databaseUrl });
});

afterAll(async () => {
  await second?.close();
  await app?.close();
  await model?.close();
});

beforeEach(() => {
  model.script({ kind: 'text', text: 'What a sword!', usage: USAGE });
  // A day of its own for each test, so that none spends what another may.
  clock.time = new Date(clock.time.getTime() + DAY_MS);
});

const gateOf = (instance: TestApp): LlmGate => instance.nest.get<LlmGate>(LLM_GATE, { strict: false });

const asking = (gameId: string, more: Partial<GateRequest> = {}): GateRequest => ({
  gameId,
  kind: 'dialogue',
  system: 'You are a companion. '.repeat(30),
  user: 'A sword was found. '.repeat(50),
  maxOutputTokens: 100,
  timeoutMs: 2_000,
  ...more,
});

const ask = (gameId: string, more: Partial<GateRequest> = {}, instance = app): Promise<GateOutcome> =>
  gateOf(instance).ask(asking(gameId, more));

async function budgetOf(game: { id: string }, key?: string, instance = app): Promise<BudgetView> {
  const { body } = await instance.as(key).get(`/games/${game.id}/budget`).expect(200);
  return body as BudgetView;
}

async function metric(line: string): Promise<number> {
  const texts = await Promise.all([app, second].map(async (one) => (await one.as().get('/metrics')).text));
  const counts = texts.map((text) =>
    Number(
      text
        .split('\n')
        .find((one) => one.startsWith(`${line} `))
        ?.split(' ')[1] ?? 0,
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const alerts = (level: string) => metric(`agl_llm_budget_alerts_total{kind="dialogue",level="${level}"}`);

describe('GET /games/:gameId/budget', () => {
  it("shows a day on which nothing was spent, by the game's own budgets or the default ones", async () => {
    const game = await app.createGame({ emotionBudgetUsdPerDay: 0.25 });
    const nothing = { requests: 0, llmCalls: 0, share: 0 };
    const unspent = { spentUsd: 0, reservedUsd: 0 };
    const day = clock.time.toISOString().slice(0, 10);
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
    expect(await budgetOf(game, game.apiKey)).toEqual(view);
    const platform = { budgetUsd: 1, spentUsd: 0, reservedUsd: 0, leftUsd: 1 };
    expect(await budgetOf(game)).toEqual({ ...view, platform });
  });

  it('is for the administrator and the game itself', async () => {
    const [game, other] = [await app.createGame(), await app.createGame()];
    problemOf(await app.as(other.apiKey).get(`/games/${game.id}/budget`), 404, 'NOT_FOUND');
    problemOf(await app.as().get(`/games/${randomUUID()}/budget`), 404, 'NOT_FOUND');
    problemOf(await app.as().get('/games/nobody/budget'), 400, 'VALIDATION_FAILED');
    problemOf(await app.http.get(`/games/${game.id}/budget`), 401, 'UNAUTHORIZED');
  });

  it('says so where no model is configured, and lets nothing through', async () => {
    const bare = await startApp();
    try {
      const game = await bare.createGame();
      const view = await budgetOf(game, undefined, bare);
      expect(view).toMatchObject({ provider: null, model: null, platform: { budgetUsd: null, leftUsd: null } });
      expect(await gateOf(bare).mayAsk(game.id, 'emotion')).toBe('not_configured');
      const refused = { asked: false, refusal: 'not_configured', costUsd: 0 };
      expect(await gateOf(bare).ask(asking(game.id))).toEqual(refused);
    } finally {
      await bare.close();
    }
  });
});

describe('the gate', () => {
  it('settles what the tokens cost; every instance shows it at once', async () => {
    const game = await app.createGame();
    const answered = await metric('agl_llm_gate_total{kind="dialogue",outcome="answered"}');
    gateOf(app).countRequest(game.id, 'dialogue');
    const outcome = await ask(game.id);
    expect(outcome).toMatchObject({ asked: true, answer: { text: 'What a sword!', usage: USAGE, end: 'complete' } });
    expect(outcome.costUsd).toBeCloseTo(CALL_USD, 9);
    for (const instance of [app, second]) {
      const { kinds, platform } = await budgetOf(game, undefined, instance);
      expect(kinds.dialogue).toMatchObject({ spentUsd: outcome.costUsd, reservedUsd: 0 });
      expect(kinds.dialogue.leftUsd).toBeCloseTo(10 - CALL_USD, 9);
      expect(kinds.emotion.spentUsd).toBe(0);
      expect(platform?.spentUsd).toBe(outcome.costUsd);
    }
    const { lastHour } = (await budgetOf(game)).kinds.dialogue;
    expect(lastHour).toMatchObject({ requests: 1, llmCalls: 1, share: 0.01 });
    expect(await metric('agl_llm_gate_total{kind="dialogue",outcome="answered"}')).toBe(answered + 1);
  });

  it('shows what is reserved while the model thinks', async () => {
    const game = await app.createGame();
    const before = model.calls.length;
    model.script({ kind: 'delay', ms: 20_000, next: { kind: 'text', text: 'late' } });
    const asked = ask(game.id, { timeoutMs: 3_000 });
    expect(await eventually(() => Promise.resolve(model.calls.length), before + 1)).toBe(before + 1);
    const { kinds } = await budgetOf(game, undefined, second);
    expect(kinds.dialogue.reservedUsd).toBeGreaterThan(CALL_USD);
    expect(kinds.dialogue.spentUsd).toBe(0);
    // A call that timed out costs its input at least: the provider may have begun.
    const outcome = await asked;
    expect(outcome).toMatchObject({ asked: true, failure: 'timeout' });
    expect(outcome.costUsd).toBeGreaterThan(0);
    const after = (await budgetOf(game)).kinds.dialogue;
    expect(after).toMatchObject({ spentUsd: outcome.costUsd, reservedUsd: 0 });
  });

  it.each([
    [500, 'server_error'],
    [529, 'overloaded'],
    [429, 'rate_limited'],
  ])('takes nothing for a %i', async (status, failure) => {
    const game = await app.createGame();
    model.script({ kind: 'status', status });
    expect(await ask(game.id)).toMatchObject({ asked: true, failure, costUsd: 0 });
    expect((await budgetOf(game)).kinds.dialogue).toMatchObject({ spentUsd: 0, reservedUsd: 0 });
  });

  it('refuses what the game has switched off, and goes by a change at once', async () => {
    const game = await app.createGame({ llmEnabled: false });
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBe('disabled');
    expect(await ask(game.id)).toEqual({ asked: false, refusal: 'disabled', costUsd: 0 });
    expect((await budgetOf(game)).llmEnabled).toBe(false);
    await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { llmEnabled: true } })
      .expect(200);
    expect(await ask(game.id)).toMatchObject({ asked: true });
  });

  it('never asks on a budget of 0', async () => {
    const game = await app.createGame({ dialogueBudgetUsdPerDay: 0 });
    const before = model.calls.length;
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBe('budget');
    expect(await ask(game.id, { ignoreShare: true })).toEqual({ asked: false, refusal: 'budget', costUsd: 0 });
    expect(await ask(game.id, { kind: 'emotion' })).toMatchObject({ asked: true });
    expect(model.calls.length).toBe(before + 1);
  });

  it('refuses a line that could cost more than a cent', async () => {
    const game = await app.createGame();
    const refused = { asked: false, refusal: 'request_limit', costUsd: 0 };
    expect(await ask(game.id, { maxOutputTokens: 2_000 })).toEqual(refused);
    expect(await ask(game.id, { maxOutputTokens: 2_000, kind: 'emotion' })).toMatchObject({ asked: true });
  });

  it('does not begin what would come too late, and takes nothing for it', async () => {
    const game = await app.createGame();
    const before = model.calls.length;
    expect(await ask(game.id, { timeoutMs: 40 })).toEqual({ asked: false, refusal: 'too_late', costUsd: 0 });
    const { dialogue } = (await budgetOf(game)).kinds;
    expect(dialogue).toMatchObject({ spentUsd: 0, reservedUsd: 0, lastHour: { llmCalls: 0 } });
    expect(model.calls.length).toBe(before);
  });

  it('stops at the share of the last hour, and lets pass what may pass over it', async () => {
    const game = await app.createGame();
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => ask(game.id, { kind: 'emotion' })));
    expect(outcomes.filter(({ asked }) => asked)).toHaveLength(22);
    expect(await gateOf(app).mayAsk(game.id, 'emotion')).toBe('share');
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBeNull();
    expect(await ask(game.id, { kind: 'emotion', ignoreShare: true })).toMatchObject({ asked: true });
    const { lastHour } = (await budgetOf(game)).kinds.emotion;
    expect(lastHour).toMatchObject({ llmCalls: 22, share: 0.22 });
    // More requests allow more calls.
    for (let n = 0; n < 200; n += 1) gateOf(app).countRequest(game.id, 'emotion');
    expect(await gateOf(app).mayAsk(game.id, 'emotion')).toBeNull();
    clock.time = new Date(clock.time.getTime() + 3_600_000);
    expect((await budgetOf(game)).kinds.emotion.lastHour).toMatchObject({ requests: 0, llmCalls: 0 });
  });

  it('ends with the budget of the day, says so once, and begins anew with a larger one or the next day', async () => {
    const game = await app.createGame({ dialogueBudgetUsdPerDay: 0.008 });
    const [nearly, wholly] = [await alerts('80'), await alerts('100')];
    const spendAll = async (): Promise<number> => {
      let last: GateOutcome;
      do last = await ask(game.id, { ignoreShare: true });
      while (last.asked);
      expect(last.refusal).toBe('budget');
      return (await budgetOf(game)).kinds.dialogue.spentUsd;
    };
    expect(await spendAll()).toBeLessThanOrEqual(0.008);
    expect(await ask(game.id, { ignoreShare: true }, second)).toMatchObject({ refusal: 'budget' });
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBe('budget');
    expect(await eventually(() => alerts('100'), wholly + 1)).toBe(wholly + 1);
    await app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { dialogueBudgetUsdPerDay: 0.016 } })
      .expect(200);
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBeNull();
    const spent = await spendAll();
    expect(spent).toBeGreaterThan(0.008);
    expect(spent).toBeLessThanOrEqual(0.016);
    expect(await eventually(() => alerts('100'), wholly + 2)).toBe(wholly + 2);
    expect(await alerts('80')).toBeGreaterThan(nearly);
    clock.time = new Date(clock.time.getTime() + DAY_MS);
    expect(await gateOf(app).mayAsk(game.id, 'dialogue')).toBeNull();
    expect(await ask(game.id, { ignoreShare: true })).toMatchObject({ asked: true });
  });

  it('pays on the day that a call was begun on', async () => {
    const game = await app.createGame();
    const before = model.calls.length;
    const day = clock.time.getTime();
    model.script({ kind: 'delay', ms: 300, next: { kind: 'text', text: 'Good morning!', usage: USAGE } });
    const asked = ask(game.id);
    expect(await eventually(() => Promise.resolve(model.calls.length), before + 1)).toBe(before + 1);
    clock.time = new Date(day + DAY_MS);
    expect(await asked).toMatchObject({ asked: true });
    expect((await budgetOf(game)).kinds.dialogue.spentUsd).toBe(0);
    clock.time = new Date(day);
    expect((await budgetOf(game)).kinds.dialogue.spentUsd).toBeCloseTo(CALL_USD, 9);
  });

  it('keeps all games together within the budget of the platform', async () => {
    const games = await Promise.all(Array.from({ length: 4 }, () => app.createGame({ dialogueBudgetUsdPerDay: 5 })));
    model.script({ kind: 'text', text: 'Dear!', usage: { inputTokens: 1_500, outputTokens: 100 } });
    await app.nest.get<LlmGate>(LLM_GATE, { strict: false }).ask(asking(games[0]!.id, { ignoreShare: true }));
    const { platform, kinds } = await budgetOf(games[0]!);
    expect(platform?.spentUsd).toBe(kinds.dialogue.spentUsd);
    const poor = await startApp({
      env: {
        LLM_PROVIDER: 'anthropic',
        LLM_MODEL: MODEL,
        ANTHROPIC_API_KEY: 'key-of-the-tests',
        ANTHROPIC_BASE_URL: model.url,
        PLATFORM_BUDGET_USD_PER_DAY: '0.01',
      },
      clock,
      databaseUrl: app.databaseUrl,
    });
    try {
      const each = games.map(({ id }) =>
        Promise.all(Array.from({ length: 4 }, () => ask(id, { ignoreShare: true }, poor))),
      );
      const outcomes = (await Promise.all(each)).flat();
      const refusals = outcomes.flatMap((outcome) => (outcome.asked ? [] : [outcome.refusal]));
      expect(new Set(refusals)).toEqual(new Set(['platform_budget']));
      expect((await budgetOf(games[0]!, undefined, poor)).platform?.spentUsd).toBeLessThanOrEqual(0.01);
    } finally {
      await poor.close();
    }
  });
});
