import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { CleanUp } from '../support/clean-up.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.js';

jest.setTimeout(120_000);

const REQUESTS = 60;
const WRITERS = 6;
const CUTS = 4;
/** Longer than the server tries by itself, so that some of its answers are failures. */
const CUT_MS = 1_000;
/** A repeat that meets a live claim asks again after a moment. */
const PAUSE_MS = 5;
/** So many refusals in a row mean that the claim's owner lost the database for good: let the claim's minute pass. */
const STUCK_AFTER = 200;

const cleanUp = new CleanUp();
let database: TestDatabase;
let proxy: FaultProxy;
let app: TestApp;
const clock = new FixedClock(new Date('2026-03-04T12:00:00Z'));

beforeAll(async () => {
  database = cleanUp.after(await createDatabase(), (made) => made.drop());
  proxy = cleanUp.after(await startFaultProxy(database.url), (made) => made.close());
  app = cleanUp.after(await startApp({ databaseUrl: proxy.url, clock }), (made) => made.close());
});

afterAll(() => cleanUp.run());

/** Numbers from 0 to 1 that are the same in every run (the minimal standard generator of Park and Miller). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Sends a request with a key until it is answered with success, as a careful game server does. */
async function untilDone(apiKey: string, body: object): Promise<{ eventId: string; attempts: number }> {
  const key = randomUUID();
  for (let attempts = 1; ; attempts += 1) {
    const answer = await app.as(apiKey).post('/events').set('Idempotency-Key', key).send(body);
    if (answer.status < 300) return { eventId: (answer.body as { eventId: string }).eventId, attempts };
    expect([409, 500, 503]).toContain(answer.status);
    if (attempts % STUCK_AFTER === 0) clock.time = new Date(clock.time.getTime() + 60_000);
    await delay(PAUSE_MS);
  }
}

it('writes every keyed event once, however often the database is cut off', async () => {
  const game = await app.createGame();
  const players = await Promise.all([0, 1, 2].map(() => app.createPlayer(game)));
  const random = randomFrom(20_260_304);
  const cutAfter = new Set(Array.from({ length: CUTS }, () => Math.floor(random() * REQUESTS)));
  const eventIds: string[] = [];
  let sent = 0;
  let repeats = 0;
  const write = async (): Promise<void> => {
    while (sent < REQUESTS) {
      const mine = sent;
      sent += 1;
      if (cutAfter.has(mine)) {
        proxy.cut();
        setTimeout(() => proxy.heal(), CUT_MS * random());
      }
      const player = players[mine % players.length];
      const { eventId, attempts } = await untilDone(game.apiKey, { playerId: player?.id, type: 'player.kill' });
      eventIds.push(eventId);
      repeats += attempts - 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  expect(repeats).toBeGreaterThan(0);
  expect(new Set(eventIds).size).toBe(REQUESTS);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ events: number; counted: number }>(
    `SELECT (SELECT count(*)::int FROM game_events) AS events,
            (SELECT sum(total_events)::int FROM player_states) AS counted`,
  );
  await client.end();
  expect(rows[0]).toEqual({ events: REQUESTS, counted: REQUESTS });
});
