import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { GeneratedLine } from '../../src/dialogue/dialogue.schemas.js';
import { loadPacks } from '../../src/dialogue/pack-loader.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';
import { CleanUp } from '../support/clean-up.js';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

const VICTORY = { eventType: 'player.victory', emotion: 'proud', characterPersona: 'cool' };
const LEGEND = { eventType: 'player.lootlegendary', emotion: 'amazed', characterPersona: 'cheerful' };

const { lines: LINES } = loadPacks();

const cleanUp = new CleanUp();
let database: TestDatabase;
let first: TestApp;
let second: TestApp;
let game: { id: string; apiKey: string };

beforeAll(async () => {
  database = cleanUp.after(await createDatabase(), (made) => made.drop());
  const start = async (env: Record<string, string> = {}) =>
    cleanUp.after(await startApp({ databaseUrl: database.url, env }), (made) => made.close());
  first = await start({ DB_POOL_SIZE: '4', DB_POOL_TIMEOUT: '2' });
  second = await start();
  game = await first.createGame();
});

afterAll(() => cleanUp.run());

async function say(app: TestApp, body: object): Promise<string> {
  const answer = await app.as(game.apiKey).post('/dialogue/generate').send(body).expect(200);
  return (answer.body as GeneratedLine).text;
}

/** The variants of a moment's cell: the persona's lines about the event, and its emotion if any are, that ask for nothing. */
function variantsOf({ eventType, emotion, characterPersona }: typeof VICTORY): string[] {
  const about = LINES.filter(
    ({ language, event, persona }) => language === 'en' && event === eventType && persona === characterPersona,
  ).filter(({ criteria, slots }) => criteria.length === 0 && slots.length === 0);
  const feeling = about.filter((line) => line.emotion === emotion);
  return (feeling.length > 0 ? feeling : about.filter((line) => line.emotion === null)).map(({ text }) => text);
}

function expectNoEarlyRepeat(texts: readonly string[], variants: readonly string[]): void {
  texts.forEach((text, turn) => expect(texts.slice(Math.max(0, turn - 3), turn)).not.toContain(text));
  expect(variants.length).toBeGreaterThanOrEqual(3);
  const heard = texts.filter((text) => variants.includes(text));
  expect(heard.length).toBeGreaterThanOrEqual(2 * variants.length);
  for (let round = 0; round + variants.length <= heard.length; round += variants.length) {
    expect(new Set(heard.slice(round, round + variants.length))).toEqual(new Set(variants));
  }
}

describe('what a player hears', () => {
  it.each([VICTORY, LEGEND])('is each variant before any again, over 40 lines: %j', async (moment) => {
    const player = await first.createPlayer(game);
    const texts: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) texts.push(await say(first, { ...moment, playerId: player.id }));
    expectNoEarlyRepeat(texts, variantsOf(moment));
  });

  it('is so whichever instance is asked', async () => {
    const player = await first.createPlayer(game);
    const texts: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      texts.push(await say(turn % 2 === 0 ? first : second, { ...VICTORY, playerId: player.id }));
    }
    expectNoEarlyRepeat(texts, variantsOf(VICTORY));
  });

  it("is so when another instance's clock is ahead", async () => {
    const ahead = await startApp({ databaseUrl: database.url, clock: new FixedClock(new Date(Date.now() + 60_000)) });
    try {
      const player = await first.createPlayer(game);
      const texts: string[] = [];
      for (let turn = 0; turn < 24; turn += 1) {
        texts.push(await say(turn % 2 === 0 ? ahead : first, { ...VICTORY, playerId: player.id }));
      }
      expectNoEarlyRepeat(texts, variantsOf(VICTORY));
    } finally {
      await ahead.close();
    }
  });

  it('is so for lines in reactions and lines on request together', async () => {
    const player = await first.createPlayer(game, { characterPersona: 'cool', language: 'en' });
    const emotions = new Set<string>();
    const texts: string[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      const { body } = await first
        .as(game.apiKey)
        .post('/events')
        .send({ playerId: player.id, type: 'player.death' })
        .expect(201);
      const asked = { ...VICTORY, eventType: 'player.death', emotion: body.emotion.emotion, playerId: player.id };
      texts.push(body.dialogue.text, await say(second, asked));
      emotions.add(body.emotion.emotion);
    }
    expect([...emotions]).toEqual(['sad']);
    expectNoEarlyRepeat(texts, variantsOf({ ...VICTORY, eventType: 'player.death', emotion: 'sad' }));
  });

  it("is its own: one player's lines are not used up for another", async () => {
    const players = await Promise.all([first.createPlayer(game), first.createPlayer(game)]);
    const variants = variantsOf(VICTORY);
    for (const { id } of players) {
      const texts: string[] = [];
      for (let turn = 0; turn < variants.length; turn += 1) texts.push(await say(first, { ...VICTORY, playerId: id }));
      expect(new Set(texts)).toEqual(new Set(variants));
    }
  });
});

describe('lines for one player at once', () => {
  it('are 20 of 20, on two instances, and shared out evenly', async () => {
    const player = await first.createPlayer(game);
    const texts = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        say(index % 2 === 0 ? first : second, { ...VICTORY, playerId: player.id }),
      ),
    );
    const times = variantsOf(VICTORY).map((variant) => texts.filter((text) => text === variant).length);
    expect(Math.min(...times)).toBeGreaterThan(0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    const said = await onDatabase((client) =>
      client.query<{ sum: number }>('SELECT sum(times)::int AS sum FROM player_lines WHERE player_id = $1', [
        player.id,
      ]),
    );
    expect(said.rows[0]?.sum).toBe(20);
  });

  it('hold up nobody else while they wait for their player', async () => {
    const [busy, free] = await Promise.all([first.createPlayer(game), first.createPlayer(game)]);
    await onDatabase(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM player_states WHERE player_id = $1 FOR UPDATE', [busy.id]);
      const waiting = Array.from({ length: 12 }, () => say(first, { ...VICTORY, playerId: busy.id }));
      const lockWaits = async () => {
        const { rows } = await client.query<{ count: number }>(
          `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return Number(rows[0]?.count) > 0;
      };
      expect(await eventually(lockWaits, true, 5000)).toBe(true);
      const texts = await Promise.all(Array.from({ length: 4 }, () => say(first, { ...VICTORY, playerId: free.id })));
      expect(new Set(texts).size).toBe(4);
      await client.query('COMMIT');
      expect(await Promise.all(waiting)).toHaveLength(12);
    });
  });
});

async function onDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
