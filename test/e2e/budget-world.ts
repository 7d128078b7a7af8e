import type { BudgetView } from '../../src/budget/budget.schemas.js';
import { LLM_GATE, type GateOutcome, type GateRequest, type LlmGate } from '../../src/budget/llm-gate.port.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { withCleanUp, type CleanUp } from '../support/clean-up.js';
import { startFakeAnthropic } from '../support/fake-anthropic.js';
import type { FakeModelHost } from '../support/fake-model-host.js';

export const MODEL = 'claude-haiku-4-5';
/** What it costs: US dollars a token. */
const [INPUT_USD, OUTPUT_USD] = [1e-6, 5e-6];
export const USAGE = { inputTokens: 900, outputTokens: 40 };
export const CALL_USD = USAGE.inputTokens * INPUT_USD + USAGE.outputTokens * OUTPUT_USD;
export const DAY_MS = 86_400_000;
export const PLATFORM_USD = 1;

/** Two instances on one database with a model that is faked at the wire, and a clock that stands. */
export class BudgetWorld {
  private constructor(
    readonly model: FakeModelHost,
    readonly clock: FixedClock,
    readonly app: TestApp,
    readonly second: TestApp,
    private readonly cleanUp: CleanUp,
  ) {}

  static start(): Promise<BudgetWorld> {
    return withCleanUp(async (cleanUp) => {
      const model = cleanUp.after(await startFakeAnthropic(), (made) => made.close());
      const clock = new FixedClock(new Date());
      const env = environment(model, PLATFORM_USD);
      const app = cleanUp.after(await startApp({ env, clock }), (made) => made.close());
      const more = { env, clock, databaseUrl: app.databaseUrl };
      const second = cleanUp.after(await startApp(more), (made) => made.close());
      return new BudgetWorld(model, clock, app, second, cleanUp);
    });
  }

  /** A further instance whose platform has another budget. */
  another(platformUsd: number): Promise<TestApp> {
    const { clock, app, model } = this;
    return startApp({ env: environment(model, platformUsd), clock, databaseUrl: app.databaseUrl });
  }

  /** A day of its own for each test, so that none spends what another may; and a model that answers. */
  nextDay(): void {
    this.model.script({ kind: 'text', text: 'What a sword!', usage: USAGE });
    this.pass(DAY_MS);
  }

  pass(ms: number): void {
    this.clock.time = new Date(this.clock.time.getTime() + ms);
  }

  gate(instance = this.app): LlmGate {
    return instance.nest.get<LlmGate>(LLM_GATE, { strict: false });
  }

  ask(gameId: string, more: Partial<GateRequest> = {}, instance = this.app): Promise<GateOutcome> {
    return this.gate(instance).ask({
      gameId,
      kind: 'dialogue',
      system: 'You are a companion. '.repeat(30),
      user: 'A sword was found. '.repeat(50),
      maxOutputTokens: 100,
      timeoutMs: 2_000,
      ...more,
    });
  }

  async budgetOf(game: { id: string }, key?: string, instance = this.app): Promise<BudgetView> {
    const { body } = await instance.as(key).get(`/games/${game.id}/budget`).expect(200);
    return body as BudgetView;
  }

  /** What both instances have counted on a line of the metrics. */
  async metric(name: string): Promise<number> {
    const counts = [this.app, this.second].map(async (instance) => {
      const { text } = await instance.as().get('/metrics');
      const line = text.split('\n').find((one) => one.startsWith(`${name} `));
      return Number(line?.split(' ')[1] ?? 0);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  close(): Promise<void> {
    return this.cleanUp.run();
  }
}

function environment(model: FakeModelHost, platformUsd: number): Record<string, string> {
  return {
    LLM_PROVIDER: 'anthropic',
    LLM_MODEL: MODEL,
    ANTHROPIC_API_KEY: 'key-of-the-tests',
    ANTHROPIC_BASE_URL: model.url,
    PLATFORM_BUDGET_USD_PER_DAY: String(platformUsd),
  };
}
