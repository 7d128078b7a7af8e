import { afterAll, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import type { BudgetView } from '../../src/budget/budget.schemas.js';
import { LLM_GATE, type GateRequest, type LlmGate } from '../../src/budget/llm-gate.port.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeModelHost } from '../support/fake-model-host.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let proxy: FaultProxy;
let model: FakeModelHost;
let app: TestApp;
let gate: LlmGate;
let game: { id: string };

beforeAll(async () => {
  database = await createDatabase();
  proxy = await startFaultProxy(database.url);
  model = await startFakeAnthropic();
  const env = { LLM_PROVIDER: 'anthropic', ANTHROPIC_API_KEY: 'key-of-the-tests', ANTHROPIC_BASE_URL: model.url };
  app = await startApp({ databaseUrl: proxy.url, env });
  gate = app.nest.get<LlmGate>(LLM_GATE, { strict: false });
});

beforeEach(async () => {
  proxy.heal();
  game = await app.createGame();
});

afterAll(async () => {
  await app?.close();
  await model?.close();
  await proxy?.close();
  await database?.drop();
});

const request = (): GateRequest => ({
  gameId: game.id,
  kind: 'dialogue',
  system: 'You are a companion.',
  user: 'A sword was found.',
  maxOutputTokens: 50,
  timeoutMs: 5_000,
});

async function spentUsd(): Promise<number> {
  const { body } = await app.as().get(`/games/${game.id}/budget`).expect(200);
  return (body as BudgetView).kinds.dialogue.spentUsd;
}

it('asks no model while the database is away: nothing may be spent that cannot be kept', async () => {
  expect(await gate.ask(request())).toMatchObject({ asked: true });
  const before = model.calls.length;
  proxy.cut();
  expect(await gate.ask(request())).toEqual({ asked: false, refusal: 'unavailable', costUsd: 0 });
  expect(model.calls.length).toBe(before);
});

it('gives an answer although its settling has to wait, and settles it when the database is back', async () => {
  const before = model.calls.length;
  model.script({ kind: 'delay', ms: 200, next: { kind: 'text', text: 'What a sword!' } });
  const asked = gate.ask(request());
  expect(await eventually(() => Promise.resolve(model.calls.length), before + 1)).toBe(before + 1);
  proxy.cut();
  const outcome = await asked;
  expect(outcome).toMatchObject({ asked: true, answer: { text: 'What a sword!' } });
  expect(outcome.costUsd).toBeGreaterThan(0);
  proxy.heal();
  expect(await eventually(spentUsd, outcome.costUsd, 15_000)).toBe(outcome.costUsd);
});
