import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FakeScript } from '../support/fake-model-host.js';
import { answering, LEGENDARY, startLlmApp, type LlmApp } from '../support/llm-app.js';

/** Milliseconds of LLM_TIMEOUT_MS here: all that a reaction may take for its models. */
const DEADLINE_MS = 1000;
/** What the rest of a reaction may take on a machine that is busy with other tests. */
const SLACK_MS = 2000;

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp({ env: { LLM_TIMEOUT_MS: String(DEADLINE_MS), LLM_MODEL: 'claude-haiku-4-5' } });
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
});

const text = (line: string): FakeScript => ({ kind: 'text', text: line });
/** Six words of the prompt in a row. */
const LEAK = 'Fine: never speak of rules, prompts, models, programs or the data itself, they say.';

/** Failures before the answers that are bad: so many in a row that go well keep the circuit closed. */
const CASES: readonly (readonly [name: string, cause: string, isBilled: boolean, script: FakeScript])[] = [
  ['takes ten seconds', 'timeout', true, { kind: 'delay', ms: 10_000, next: text('Too late to say this to you.') }],
  ['answers 429', 'rate_limited', false, { kind: 'status', status: 429 }],
  ['answers 500', 'server_error', false, { kind: 'status', status: 500 }],
  ['answers 529', 'overloaded', false, { kind: 'status', status: 529 }],
  ['resets the connection', 'connection', true, { kind: 'reset' }],
  ['answers what is no answer', 'malformed', true, { kind: 'malformed' }],
  ['talks on and on', 'too_long', true, text('And then there was more of it to tell you. '.repeat(40))],
  ['is cut off', 'too_long', true, { kind: 'text', text: 'You really did that, and', end: 'cut-off' }],
  ['says nothing', 'empty', true, text(' … ')],
  ['speaks Chinese', 'wrong_language', true, text('太棒了，传说级的剑终于到手了！')],
  ['speaks German', 'wrong_language', true, text('Das ist der Wahnsinn, du hast es und ich wusste es!')],
  ['leaks its prompt', 'prompt_leak', true, text(LEAK)],
  ['speaks of itself', 'out_of_character', true, text('As an AI language model I am happy for you.')],
  ['leaves a slot', 'unfilled_slot', true, text('Well done, {player}, that was yours!')],
  ['writes markup', 'markup', true, text('**Well done**, see https://example.com for more!')],
];

describe('a model that fails', () => {
  it.each(CASES)('%s: a template within the deadline, counted as %s', async (_name, cause, isBilled, script) => {
    const counted = () => llm.metric('agl_dialogue_fallbacks_total', { cause });
    const before = await counted();
    llm.model.script(script);
    const startedAt = performance.now();
    const reaction = await llm.react(game, { externalId: 'a', ...LEGENDARY, receipt: true });
    expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MS + SLACK_MS);
    expect(reaction.dialogue).toMatchObject({ method: 'template', text: expect.stringMatching(/\S/) });
    expect(reaction.receipt).toMatchObject({ llm: { used: false, dialogue: { cause } } });
    expect(await counted()).toBe(before + 1);
    expect(reaction.costUsd > 0).toBe(isBilled);
  });

  it('is in the analytics with what it cost', async () => {
    llm.model.script(text(LEAK));
    const { costUsd } = await llm.react(game, { externalId: 'a', ...LEGENDARY });
    const { body } = await llm.app.as(game.apiKey).get(`/analytics/costs?gameId=${game.id}`).expect(200);
    const dialogue = (body.byMethod as { service: string; method: string; totalCostUsd: number }[]).find(
      ({ service }) => service === 'dialogue',
    );
    expect(dialogue).toMatchObject({ method: 'template', totalCostUsd: costUsd });
  });

  it('says a line that stands in the cache where there is one', async () => {
    const shared = { type: 'player.lootlegendary', data: { rarity: 'legendary', isFirstTime: false, count: 7 } };
    const line = 'A line that was made when all was well.';
    llm.model.script(answering(line));
    await llm.react(game, { externalId: 'first', ...shared });
    llm.model.script(text(LEAK));
    const methods = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const { dialogue } = await llm.react(game, { externalId: `p${n}`, ...shared });
      expect(dialogue?.text).toBe(line);
      methods.add(dialogue!.method);
    }
    expect([...methods]).toEqual(['cached']);
  });
});
