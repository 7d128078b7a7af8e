import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { BudgetRepository } from '../../src/budget/budget.repository.js';
import type { GateOutcome, GateRequest } from '../../src/budget/llm-gate.port.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeModelHost } from '../support/fake-model-host.js';
import { BudgetCaller } from './budget-callers.js';
import { RedisServer, until } from './cache-redis-server.js';

jest.setTimeout(120_000);

const BUDGET_USD = 0.05;
const DEFAULTS = { emotion: 0, dialogue: 0 };
/** What claude-haiku-4-5 costs: US dollars a token. */
const [INPUT_USD, OUTPUT_USD] = [1e-6, 5e-6];
const USAGE = { inputTokens: 800, outputTokens: 60 };
const CALL_USD = USAGE.inputTokens * INPUT_USD + USAGE.outputTokens * OUTPUT_USD;

let database: TestDatabase;
let prisma: PrismaService;
let budgets: BudgetRepository;
let redis: RedisServer;
let model: FakeModelHost;
let callers: BudgetCaller[] = [];

beforeAll(async () => {
  database = await createDatabase();
  prisma = new PrismaService({ DATABASE_URL: database.url });
  budgets = new BudgetRepository(prisma);
  redis = await RedisServer.create();
  model = await startFakeAnthropic();
});

afterEach(async () => {
  await Promise.all(callers.map((caller) => caller.kill()));
  callers = [];
});

afterAll(async () => {
  await model?.close();
  await redis?.remove();
  await prisma?.onApplicationShutdown();
  await database?.drop();
});

async function start(withRedis: boolean, instances = 2): Promise<BudgetCaller[]> {
  const env = {
    DATABASE_URL: database.url,
    LLM_PROVIDER: 'anthropic',
    LLM_MODEL: 'claude-haiku-4-5',
    ANTHROPIC_API_KEY: 'key-of-the-tests',
    ANTHROPIC_BASE_URL: model.url,
    ...(withRedis ? { REDIS_URL: redis.url } : {}),
  };
  callers = await Promise.all(Array.from({ length: instances }, () => BudgetCaller.start(env)));
  return callers;
}

async function newGame(dialogueBudgetUsdPerDay: number): Promise<string> {
  const id = randomUUID();
  await prisma.client.game.create({ data: { id, name: 'a game', config: { dialogueBudgetUsdPerDay } } });
  return id;
}

/** A special moment, of which the share has been seen to. */
const special = (gameId: string): GateRequest => ({
  gameId,
  kind: 'dialogue',
  system: 'You are a companion in a game. '.repeat(20),
  user: 'A legendary sword was found. '.repeat(40),
  maxOutputTokens: 200,
  timeoutMs: 20_000,
  ignoreShare: true,
});

const spentUsd = async (gameId: string): Promise<number> => {
  const day = await budgets.day(new Date().toISOString().slice(0, 10), gameId, DEFAULTS);
  return day.dialogue.spentNano / 1e9;
};

const costOf = (outcomes: readonly GateOutcome[]): number => outcomes.reduce((sum, { costUsd }) => sum + costUsd, 0);

function refusalsOf(outcomes: readonly GateOutcome[]): string[] {
  return [...new Set(outcomes.flatMap((outcome) => (outcome.asked ? [] : [outcome.refusal])))];
}

/** Asks in rounds until the money is gone. */
async function spendAll(gameId: string, each: number, by = callers): Promise<GateOutcome[]> {
  const outcomes: GateOutcome[] = [];
  for (let round = 0; round < 20; round += 1) {
    const answers = await Promise.all(by.map((caller) => caller.ask(each, special(gameId))));
    outcomes.push(...answers.flat());
    if (answers.flat().every(({ asked }) => !asked)) break;
  }
  return outcomes;
}

describe.each([true, false])('two processes, with Redis: %s', (withRedis) => {
  it('answer 500 special moments at once within a budget of 0.05 USD', async () => {
    const [one, two] = await start(withRedis);
    const gameId = await newGame(BUDGET_USD);
    model.script({ kind: 'text', text: 'What a sword!', usage: USAGE });
    const before = model.calls.length;
    const outcomes = (await Promise.all([one!.ask(250, special(gameId)), two!.ask(250, special(gameId))])).flat();
    const billed = (model.calls.length - before) * CALL_USD;
    expect(outcomes).toHaveLength(500);
    expect(billed).toBeGreaterThan(0);
    expect(billed).toBeLessThanOrEqual(BUDGET_USD);
    // On a busy machine a budget may not answer in time: then no model is asked either.
    expect(refusalsOf(outcomes).filter((refusal) => refusal !== 'unavailable')).toEqual(['budget']);
    expect(costOf(outcomes)).toBeCloseTo(billed, 9);
    expect(await spentUsd(gameId)).toBeCloseTo(billed, 9);
    // What was reserved too much comes back: those who ask later use it up to less than a call.
    await spendAll(gameId, 5);
    const total = (model.calls.length - before) * CALL_USD;
    expect(await spentUsd(gameId)).toBeCloseTo(total, 9);
    expect(total).toBeLessThanOrEqual(BUDGET_USD);
    expect(total).toBeGreaterThan(BUDGET_USD * 0.9);
  });

  it('do not overspend when one is killed between reserving and settling', async () => {
    const [one, two] = await start(withRedis);
    const gameId = await newGame(BUDGET_USD);
    const before = model.calls.length;
    model.script({ kind: 'delay', ms: 15_000, next: { kind: 'text', text: 'late', usage: USAGE } });
    const lost = one!.ask(6, special(gameId));
    await until('the model is asked', () => model.calls.length >= before + 6);
    await one!.kill();
    expect(await lost).toEqual([]);
    model.script({ kind: 'text', text: 'What a sword!', usage: USAGE });
    await spendAll(gameId, 10, [two!]);
    // All that was asked may have been billed, the lost ones included.
    const billed = (model.calls.length - before) * CALL_USD;
    expect(billed).toBeGreaterThan(BUDGET_USD / 4);
    expect(billed).toBeLessThanOrEqual(BUDGET_USD);
    // The reservations of the dead end, and count at their worst case.
    expect(await budgets.expire(new Date(Date.now() + 3_600_000), 100)).toBe(6);
    expect(await spentUsd(gameId)).toBeGreaterThanOrEqual(billed - 1e-9);
    expect(await spentUsd(gameId)).toBeLessThanOrEqual(BUDGET_USD);
    expect(refusalsOf(await two!.ask(5, special(gameId)))).toEqual(['budget']);
  });
});

describe('a Redis that is lost in the middle of the day', () => {
  it('takes no memory of what was spent with it', async () => {
    const [one] = await start(true);
    const gameId = await newGame(BUDGET_USD);
    model.script({ kind: 'text', text: 'What a sword!', usage: USAGE });
    const before = model.calls.length;
    await one!.ask(5, special(gameId));
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    await one!.ask(5, special(gameId));
    await redis.crash();
    await spendAll(gameId, 5);
    await redis.start();
    await spendAll(gameId, 5);
    const billed = (model.calls.length - before) * CALL_USD;
    expect(await spentUsd(gameId)).toBeCloseTo(billed, 9);
    expect(billed).toBeLessThanOrEqual(BUDGET_USD);
    expect(billed).toBeGreaterThan(BUDGET_USD * 0.9);
  });
});
