import type { Reaction } from '../../src/events/event.schemas.js';
import { startApp, type TestApp, type TestAppOptions } from './app.js';
import { withCleanUp, type CleanUp } from './clean-up.js';
import { startFakeAnthropic } from './fake-anthropic.js';
import type { FakeCall, FakeModelHost, FakeStep } from './fake-model-host.js';
import { startFakeOpenAi } from './fake-openai.js';

/** An application whose language model is a fake at the wire. */
export interface LlmApp {
  readonly app: TestApp;
  readonly model: FakeModelHost;
  react(game: { apiKey: string }, body: object): Promise<Reaction>;
  /** The value of a metric with these labels, as the administrator sees it. */
  metric(name: string, labels: Readonly<Record<string, string>>): Promise<number>;
  close(): Promise<void>;
}

export interface LlmAppOptions extends TestAppOptions {
  /** Whose protocol the model speaks. */
  readonly provider?: 'anthropic' | 'openai';
}

export const LEGENDARY = { type: 'player.lootlegendary', data: { item: 'Dawnbreaker', rarity: 'legendary' } } as const;

export function startLlmApp(options: LlmAppOptions = {}): Promise<LlmApp> {
  return withCleanUp((cleanUp) => setUpLlmApp(options, cleanUp));
}

async function setUpLlmApp(options: LlmAppOptions, cleanUp: CleanUp): Promise<LlmApp> {
  const { provider = 'anthropic' } = options;
  const startModel = provider === 'anthropic' ? startFakeAnthropic : startFakeOpenAi;
  const model = cleanUp.after(await startModel(), (made) => made.close());
  const name = provider.toUpperCase();
  const env = { LLM_PROVIDER: provider, [`${name}_API_KEY`]: 'key-of-the-tests', [`${name}_BASE_URL`]: model.url };
  const app = cleanUp.after(await startApp({ ...options, env: { ...env, ...options.env } }), (made) => made.close());
  return {
    app,
    model,
    async react(game, body) {
      const answer = await app.as(game.apiKey).post('/events').send(body).expect(201);
      return answer.body as Reaction;
    },
    async metric(metricName, labels) {
      const { text } = await app.as().get('/metrics').expect(200);
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const line = text
        .split('\n')
        .find((row) => row.startsWith(`${metricName}{`) && wanted.every((label) => row.includes(label)));
      return line === undefined ? 0 : Number(line.split(' ').at(-1));
    },
    close: () => cleanUp.run(),
  };
}

/** A host that judges every question the same and says `line` otherwise. */
export function answering(line: string | ((call: FakeCall) => string), judgement: object = {}) {
  return (call: FakeCall): FakeStep => ({
    kind: 'text',
    text: call.schema === null ? (typeof line === 'string' ? line : line(call)) : judgements(call, judgement),
  });
}

/** Answers to all questions of a call about emotions. */
function judgements(call: FakeCall, judgement: object): string {
  const questions = JSON.parse(call.user) as { n: number }[];
  const answers = questions.map(({ n }) => ({ n, emotion: 'proud', intensity: 0.7, confidence: 0.9, ...judgement }));
  return JSON.stringify({ answers });
}
