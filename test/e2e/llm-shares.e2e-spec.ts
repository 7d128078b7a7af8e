import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FixedClock } from '../support/app.js';
import { answering, startLlmApp, type LlmApp } from '../support/llm-app.js';

/** Events of the stream: 10,000 for a full run, fewer by default, as each is a request. */
const EVENTS = Number(process.env['AGL_TEST_EVENTS'] ?? 2000);
/** Over so long the events are spread. */
const STREAM_MS = 150 * 60_000;
const HOUR_MS = 60 * 60_000;
const PLAYERS = 25;
/** Requests that are taken as made, so that a game of few has a call or two. */
const LEAST_REQUESTS = 100;

let llm: LlmApp;
const clock = new FixedClock(new Date('2026-03-04T10:00:00Z'));

beforeAll(async () => {
  llm = await startLlmApp({ clock, env: { RATE_LIMIT_RPS: '100000', RATE_LIMIT_BURST: '100000' } });
});
afterAll(() => llm?.close());

interface Answered {
  readonly atMs: number;
  readonly emotion: string;
  readonly dialogue: string;
  readonly type: string;
}

/**
 * More than the shares allow wants a model: 35 of 100 events are remarks that nobody can answer from a cache, 25 are
 * special moments with a name in them; 10 are of a few unknown types, and 10 special ones are alike.
 */
function eventOf(n: number): { type: string; data: object } {
  const place = (n * 37) % 100;
  if (place < 35) return { type: 'player.chat', data: { text: `remark number ${n} about nothing much` } };
  if (place < 45) return { type: `kitchen.dish${n % 5}`, data: { amount: 3 } };
  if (place < 70) return { type: 'player.lootlegendary', data: { rarity: 'legendary', item: `Blade ${n}` } };
  if (place < 80) return { type: 'player.lootlegendary', data: { rarity: 'legendary', isFirstTime: false } };
  return { type: 'player.kill', data: { killCount: 1, isFirstTime: false, count: 3 } };
}

it(
  `models answer no more than their shares in any hour of a mixed stream of ${EVENTS} events`,
  async () => {
    llm.model.script(answering(({ user }) => `What a moment this is, number ${user.length}.`));
    const game = await llm.app.createGame({ emotionBudgetUsdPerDay: 1000, dialogueBudgetUsdPerDay: 1000 });
    const answered: Answered[] = [];
    const startMs = clock.time.getTime();
    for (let from = 0; from < EVENTS; from += PLAYERS) {
      clock.time = new Date(startMs + (from / EVENTS) * STREAM_MS);
      const atMs = clock.time.getTime();
      const round = Array.from({ length: PLAYERS }, async (_, n) => {
        const event = eventOf(from + n);
        const { emotion, dialogue } = await llm.react(game, { externalId: `p${n}`, ...event });
        answered.push({ atMs, emotion: emotion!.method, dialogue: dialogue!.method, type: event.type });
      });
      await Promise.all(round);
    }
    const most = {
      emotion: mostInAnHour(answered, 'emotion', 'ml'),
      dialogue: mostInAnHour(answered, 'dialogue', 'llm'),
    };
    expect(most.emotion).toBeLessThanOrEqual(0.225);
    expect(most.dialogue).toBeLessThanOrEqual(0.15);
    // More was wanted than allowed, so the shares were used up.
    expect(most.emotion).toBeGreaterThan(0.2);
    expect(most.dialogue).toBeGreaterThan(0.13);
    const repeated = answered.filter(({ type }) => type.startsWith('kitchen.'));
    const hits = repeated.filter(({ emotion }) => emotion === 'cached').length;
    expect(hits / repeated.length).toBeGreaterThan(0.8);
  },
  Math.max(120_000, EVENTS * 60),
);

/** The largest share of an hour's requests that a model answered, of all hours that end with an event. */
function mostInAnHour(answered: readonly Answered[], kind: 'emotion' | 'dialogue', method: string): number {
  const ends = [...new Set(answered.map(({ atMs }) => atMs))];
  return Math.max(
    ...ends.map((end) => {
      const hour = answered.filter(({ atMs }) => atMs > end - HOUR_MS && atMs <= end);
      return hour.filter((one) => one[kind] === method).length / Math.max(hour.length, LEAST_REQUESTS);
    }),
  );
}
