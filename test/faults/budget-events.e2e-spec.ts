import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BudgetView } from '../../src/budget/budget.schemas.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeCall, FakeModelHost } from '../support/fake-model-host.js';
import { startServer, type ServerProcess } from '../support/server-process.js';
import { RedisServer } from './cache-redis-server.js';

jest.setTimeout(120_000);

const ADMIN_KEY = 'admin-key-of-the-tests-0123456789abcdef';
const EVENTS = 500;
const BUDGET_USD = 0.05;
const MODEL = 'claude-sonnet-4-6';
/** What it costs: US dollars a token. */
const [INPUT_USD, OUTPUT_USD] = [3e-6, 15e-6];
/** Tokens of an answer. */
const OUTPUT_TOKENS = 40;

interface Reaction {
  readonly dialogue: { readonly text: string; readonly method: string };
}

let database: TestDatabase;
let redis: RedisServer;
let model: FakeModelHost;
let servers: ServerProcess[] = [];

beforeAll(async () => {
  database = await createDatabase();
  redis = await RedisServer.create();
  model = await startFakeAnthropic();
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.end('SIGKILL')));
  servers = [];
});

afterAll(async () => {
  await model?.close();
  await redis?.remove();
  await database?.drop();
});

/** Tokens as models count English: one for every four characters. */
const inputTokens = ({ system, user }: FakeCall): number => Math.ceil((system.length + user.length) / 4);

/** What all calls from one on are billed for, also those that nobody waited for. */
const billedUsd = (from: number): number =>
  model.calls.slice(from).reduce((sum, call) => sum + inputTokens(call) * INPUT_USD + OUTPUT_TOKENS * OUTPUT_USD, 0);

async function send<Answer>(server: ServerProcess, key: string, route: string, body?: object) {
  const answer = await fetch(server.url + route, {
    method: body ? 'POST' : 'GET',
    headers: { 'X-API-Key': key, 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as Answer };
}

describe.each([true, false])('two processes, with Redis: %s', (withRedis) => {
  it('answer 500 special events at once with a line each, within a budget of 0.05 USD', async () => {
    const env = {
      AGL_ADMIN_KEY: ADMIN_KEY,
      DATABASE_URL: database.url,
      LLM_PROVIDER: 'anthropic',
      LLM_MODEL: MODEL,
      // A busy machine is slow, and late calls are another test's.
      LLM_TIMEOUT_MS: '20000',
      ANTHROPIC_API_KEY: 'key-of-the-tests',
      ANTHROPIC_BASE_URL: model.url,
      ...(withRedis ? { REDIS_URL: redis.url } : {}),
    };
    const started = await Promise.all([startServer(env), startServer(env)]);
    servers = started;
    const config = { dialogueBudgetUsdPerDay: BUDGET_USD, emotionBudgetUsdPerDay: 0 };
    const made = await send<{ id: string; apiKey: string }>(started[0], ADMIN_KEY, '/games', { name: 'Aria', config });
    const { id, apiKey } = made.body;
    const before = model.calls.length;
    let said = 0;
    model.script((call) => ({
      kind: 'text',
      text: `What a sword, your finest of ${(said += 1)}!`,
      usage: { inputTokens: inputTokens(call), outputTokens: OUTPUT_TOKENS },
    }));
    const answers = await Promise.all(
      Array.from({ length: EVENTS }, (_, n) =>
        send<Reaction>(started[n % 2]!, apiKey, '/events', {
          externalId: `player-${n % 40}`,
          type: 'player.lootlegendary',
          eventId: `event-${n}`,
          data: { item: `Sword ${n}`, rarity: 'legendary' },
        }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.filter(({ body }) => body.dialogue.text.trim() === '')).toEqual([]);
    const billed = billedUsd(before);
    expect(answers.filter(({ body }) => body.dialogue.method === 'llm').length).toBeGreaterThan(0);
    expect(billed).toBeLessThanOrEqual(BUDGET_USD);
    const { body: budget } = await send<BudgetView>(started[1], apiKey, `/games/${id}/budget`);
    expect(budget.kinds.dialogue.spentUsd).toBeLessThanOrEqual(BUDGET_USD);
    expect(budget.kinds.dialogue.spentUsd + budget.kinds.dialogue.reservedUsd).toBeGreaterThanOrEqual(billed - 1e-9);
    expect(budget.kinds.emotion.spentUsd).toBe(0);
  });
});
