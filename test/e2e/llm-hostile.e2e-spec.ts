import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answering, startLlmApp, type LlmApp } from '../support/llm-app.js';

const GOOD = 'Seven in a row, and I saw every one of them!';
/** A moment without anything of a player, so that its lines are said to others again. */
const STREAK = { type: 'player.victory', data: { winStreak: 7 } } as const;

let llm: LlmApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  llm = await startLlmApp({ provider: 'openai' });
});
afterAll(() => llm?.close());
beforeEach(async () => {
  game = await llm.app.createGame();
});

const generate = async () =>
  (
    await llm.app
      .as(llm.app.adminKey)
      .post('/dialogue/generate')
      .send({ eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool', forceLlm: true })
      .expect(200)
  ).body as { method: string; text: string };

describe('a model that says what cannot be stored', () => {
  it('is answered for by a template, and spoils no line of the others', async () => {
    llm.model.script(answering('Seven in a row \uD83D you are on fire!'));
    const first = await llm.react(game, { externalId: 'a', ...STREAK });
    expect(first.dialogue?.method).toBe('template');
    llm.model.script(answering(GOOD));
    const others = await Promise.all(
      Array.from({ length: 6 }, (_, n) => llm.react(game, { externalId: `b${n}`, ...STREAK })),
    );
    expect(others.map(({ dialogue }) => dialogue?.text)).toContain(GOOD);
  });

  it('is not repeated to who asks for a line', async () => {
    llm.model.script(answering('Well played \uDC00 you hero, that was yours!'));
    const { method, text } = await generate();
    expect(method).toBe('template');
    expect(text.isWellFormed()).toBe(true);
  });
});

describe('a model that does not come to an end', () => {
  it('is answered for by a template, without the server reading it all', async () => {
    llm.model.script(answering('a'.repeat(30_000_000)));
    const before = process.memoryUsage().rss;
    expect((await generate()).method).toBe('template');
    llm.model.script(answering(GOOD));
    expect((await generate()).text).toBe(GOOD);
    // The fake of this process holds the answer some times over; a server that took it in would as often again.
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });
});
