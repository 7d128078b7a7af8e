import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DialogueService } from '../../src/dialogue/dialogue.service.js';
import { replayReaction, type ReplayInput } from '../../src/events/reaction-receipt.rules.js';
import { answering, startLlmApp, type LlmApp } from '../support/llm-app.js';
import { mixedEvent } from '../support/mixed-events.js';

const REACTIONS = 1000;
const PLAYERS = 40;
const PARTS = new Set(['emotion', 'dialogue', 'memory'] as const);

let llm: LlmApp;
beforeAll(async () => {
  llm = await startLlmApp({ env: { RATE_LIMIT_RPS: '100000', RATE_LIMIT_BURST: '100000' } });
});
afterAll(() => llm?.close());

it('a receipt is enough to give the same answer again, over 1,000 reactions', async () => {
  let made = 0;
  llm.model.script(answering(() => `That was moment number ${(made += 1)}, and it was yours.`, { emotion: 'amazed' }));
  const game = await llm.app.createGame();
  const dialogue = llm.app.nest.get(DialogueService);
  const methods = new Map<string, number>();
  const replayOne = async (n: number): Promise<void> => {
    const body = { externalId: `p${n % PLAYERS}`, ...mixedEvent(n), receipt: true };
    const { receipt, ...reaction } = await llm.react(game, body);
    // As it was sent: what a receipt holds is JSON.
    const replay = receipt!['replay'] as ReplayInput;
    const again = replayReaction(replay, PARTS, (request) => dialogue.choose(request));
    expect({ ...again, latencyMs: 0, memory: null }).toEqual({ ...reaction, latencyMs: 0, memory: null });
    const method = `${reaction.emotion?.method} ${reaction.dialogue?.method}`;
    methods.set(method, (methods.get(method) ?? 0) + 1);
  };
  for (let from = 0; from < REACTIONS; from += PLAYERS) {
    await Promise.all(Array.from({ length: PLAYERS }, (_, n) => replayOne(from + n)));
  }
  // Of all kinds: rules and templates, models and cache.
  expect([...methods.keys()]).toEqual(
    expect.arrayContaining(['rule template', 'rule llm', 'ml template', 'cached template']),
  );
}, 60_000);
