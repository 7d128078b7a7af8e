import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { GateOutcome } from '../../src/budget/llm-gate.port.js';
import { eventually } from '../support/eventually.js';
import { BudgetWorld, CALL_USD, DAY_MS, USAGE } from './budget-world.js';

let world: BudgetWorld;

beforeAll(async () => {
  world = await BudgetWorld.start();
});

afterAll(() => world?.close());

beforeEach(() => world.nextDay());

const alerts = (level: string) => world.metric(`agl_llm_budget_alerts_total{kind="dialogue",level="${level}"}`);

describe("a day's budget", () => {
  it('ends with the budget of the day, says so once, and begins anew with a larger one or the next day', async () => {
    const game = await world.app.createGame({ dialogueBudgetUsdPerDay: 0.008 });
    const [nearly, wholly] = [await alerts('80'), await alerts('100')];
    const spendAll = async (): Promise<number> => {
      let last: GateOutcome;
      do last = await world.ask(game.id, { ignoreShare: true });
      while (last.asked);
      expect(last.refusal).toBe('budget');
      return (await world.budgetOf(game)).kinds.dialogue.spentUsd;
    };
    expect(await spendAll()).toBeLessThanOrEqual(0.008);
    // Money is left, and less than a call reserves: it says so.
    const { leftUsd, nextCall } = (await world.budgetOf(game)).kinds.dialogue;
    expect(nextCall.blockedBy).toBe('budget');
    expect(nextCall.leastUsd).toBeGreaterThan(leftUsd);
    expect(leftUsd).toBeGreaterThan(0);
    expect(await world.ask(game.id, { ignoreShare: true }, world.second)).toMatchObject({ refusal: 'budget' });
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBe('budget');
    expect(await eventually(() => alerts('100'), wholly + 1)).toBe(wholly + 1);
    await world.app
      .as()
      .patch(`/games/${game.id}`)
      .send({ config: { dialogueBudgetUsdPerDay: 0.016 } })
      .expect(200);
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBeNull();
    const spent = await spendAll();
    expect(spent).toBeGreaterThan(0.008);
    expect(spent).toBeLessThanOrEqual(0.016);
    expect(await eventually(() => alerts('100'), wholly + 2)).toBe(wholly + 2);
    expect(await alerts('80')).toBeGreaterThan(nearly);
    world.pass(DAY_MS);
    expect(await world.gate().mayAsk(game.id, 'dialogue')).toBeNull();
    expect(await world.ask(game.id, { ignoreShare: true })).toMatchObject({ asked: true });
  });

  it('pays on the day that a call was begun on', async () => {
    const game = await world.app.createGame();
    const before = world.model.calls.length;
    const day = world.clock.time.getTime();
    world.model.script({ kind: 'delay', ms: 300, next: { kind: 'text', text: 'Good morning!', usage: USAGE } });
    const asked = world.ask(game.id);
    expect(await eventually(() => Promise.resolve(world.model.calls.length), before + 1)).toBe(before + 1);
    world.clock.time = new Date(day + DAY_MS);
    expect(await asked).toMatchObject({ asked: true });
    expect((await world.budgetOf(game)).kinds.dialogue.spentUsd).toBe(0);
    world.clock.time = new Date(day);
    expect((await world.budgetOf(game)).kinds.dialogue.spentUsd).toBeCloseTo(CALL_USD, 9);
  });

  it('keeps all games together within the budget of the platform', async () => {
    const games = await Promise.all(
      Array.from({ length: 4 }, () => world.app.createGame({ dialogueBudgetUsdPerDay: 5 })),
    );
    world.model.script({ kind: 'text', text: 'Dear!', usage: { inputTokens: 1_500, outputTokens: 100 } });
    await world.ask(games[0]!.id, { ignoreShare: true });
    const { platform, kinds } = await world.budgetOf(games[0]!);
    expect(platform?.spentUsd).toBe(kinds.dialogue.spentUsd);
    const poor = await world.another(0.01);
    try {
      const each = games.map(({ id }) =>
        Promise.all(Array.from({ length: 4 }, () => world.ask(id, { ignoreShare: true }, poor))),
      );
      const outcomes = (await Promise.all(each)).flat();
      const refusals = outcomes.flatMap((outcome) => (outcome.asked ? [] : [outcome.refusal]));
      expect(new Set(refusals)).toEqual(new Set(['platform_budget']));
      expect((await world.budgetOf(games[0]!, undefined, poor)).platform?.spentUsd).toBeLessThanOrEqual(0.01);
    } finally {
      await poor.close();
    }
  });
});
