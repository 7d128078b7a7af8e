import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { MAX_MEMORIES_PER_PLAYER, retention } from '../../src/memories/forgetting.rules.js';
import { ForgettingService } from '../../src/memories/forgetting.service.js';
import { ReflectionNightService } from '../../src/memories/reflection-night.service.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

jest.setTimeout(180_000);

const START = new Date('2026-01-01T03:30:00.000Z');
const DAY = 86_400_000;
const BATCH = 1000;
/** One player who has this many memories already, and so many different things that happen to it: too many together. */
const STOCK = 9_000;
const HOARDED = 3_000;
/** Eight players who live through much the same again and again, for five months. */
const FRIENDS = 8;
const LIVED = 17_000;
const DAYS_BETWEEN = 9;
/** Different things that can happen to one of them. */
const KINDS = 60;

interface Row {
  readonly id: string;
  readonly playerId: string;
  readonly type: string;
  readonly content: string;
  readonly importance: number;
  readonly strength: number;
  readonly source: string;
  readonly pinned: boolean;
  readonly sourceIds: string[];
  readonly createdAt: number;
  readonly lastRecalledAt: number | null;
}

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };
let friends: string[];
/** Every memory that was ever there. */
const seen = new Set<string>();

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock, env: { RATE_LIMIT_RPS: '100000', RATE_LIMIT_BURST: '100000' } });
  game = await app.createGame({ memoryThreshold: 0 });
  friends = await Promise.all(Array.from({ length: FRIENDS }, async () => (await app.createPlayer(game)).id));
}, 60_000);

afterAll(async () => {
  await app?.close();
});

function rows(playerIds: readonly string[]): Promise<Row[]> {
  return app.nest.get(PrismaService).query<Row>(
    '',
    `SELECT id, player_id AS "playerId", type, content, importance, strength, source, pinned, source_ids AS "sourceIds",
            (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt",
            (extract(epoch FROM last_recalled_at) * 1000)::float8 AS "lastRecalledAt"
       FROM memories WHERE player_id = ANY($1::uuid[])`,
    [playerIds],
  );
}

async function send(events: object[]): Promise<void> {
  const { body } = await app.as(game.apiKey).post('/events/batch').send({ events }).expect(200);
  expect(body.failed ?? 0).toBe(0);
}

/** Memories of a day before; of every importance. */
async function stock(playerId: string): Promise<void> {
  const prisma = app.nest.get(PrismaService);
  await prisma.query(
    '',
    `INSERT INTO memories (id, game_id, player_id, type, content, content_hash, importance, source, created_at)
     SELECT gen_random_uuid(), $1, $2, 'session', 'day ' || n, n::text, (n % 100) / 100.0, 'event', $3
       FROM generate_series(1, ${STOCK}) n`,
    [game.id, playerId, new Date(START.getTime() - DAY)],
  );
  await prisma.query('', `UPDATE player_states SET total_memories = ${STOCK} WHERE player_id = $1`, [playerId]);
}

async function night(playerIds: readonly string[]): Promise<void> {
  await app.nest.get(ReflectionNightService).run();
  for (const { id } of await rows(playerIds)) seen.add(id);
  await app.nest.get(ForgettingService).run();
}

function retentionOf(memory: Row): number {
  return retention(memory, clock.time.getTime());
}

async function countOf(playerId: string): Promise<number> {
  return (await app.as(game.apiKey).get(`/players/${playerId}`).expect(200)).body.stats.totalMemories;
}

/** The n-th event of a friend: one of sixty, by turns. */
function lived(playerId: string, n: number): object {
  const k = (n * 7) % KINDS;
  const enemy = `Foe ${String.fromCodePoint(65 + (k % 12))}`;
  const kinds = [
    { type: 'player.victory', data: { enemy } },
    { type: 'player.defeat', data: { enemy } },
    { type: 'player.savedally', data: { ally: 'Mira', enemy } },
    { type: 'player.lootepic', data: { item: `Blade of ${enemy}` } },
    { type: 'player.bosskill', data: { enemy } },
  ];
  return { eventId: uuidv7(), playerId, ...kinds[k % kinds.length] };
}

describe('twenty thousand events', () => {
  it('leave one player ten thousand memories at most, the weakest go first', async () => {
    const { id: playerId } = await app.createPlayer(game);
    await stock(playerId);
    for (let from = 0; from < HOARDED; from += BATCH) {
      clock.time = new Date(clock.time.getTime() + 60_000);
      await send(
        Array.from({ length: BATCH }, (_, i) => {
          const n = from + i;
          const dear = n % 10 === 0;
          return {
            eventId: uuidv7(),
            playerId,
            type: dear ? 'player.lootlegendary' : 'player.loot',
            // A name of one word of its own calls nothing to mind, which would cost most of the time.
            data: { item: `relic${n.toString(36)}x${(n * 7919) % 10_007}` },
          };
        }),
      );
    }
    const before = await rows([playerId]);
    expect(before.length).toBe(STOCK + HOARDED);
    await night([playerId]);
    const after = await rows([playerId]);
    expect(after.length).toBe(MAX_MEMORIES_PER_PLAYER);
    expect(await countOf(playerId)).toBe(MAX_MEMORIES_PER_PLAYER);
    const left = new Set(after.map(({ id }) => id));
    const gone = before.filter(({ id }) => !left.has(id)).map(retentionOf);
    expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...after.map(retentionOf)));
    expect(after.some(({ source }) => source === 'reflection')).toBe(true);
  });

  it('are merged where they say the same, and thought over, for five months of nights', async () => {
    for (let from = 0; from < LIVED; from += BATCH) {
      clock.time = new Date(clock.time.getTime() + DAYS_BETWEEN * DAY);
      await send(Array.from({ length: BATCH }, (_, i) => lived(friends[i % FRIENDS]!, from / FRIENDS + i)));
      await night(friends);
    }
    const memories = await rows(friends);
    for (const playerId of friends) {
      const own = memories.filter((memory) => memory.playerId === playerId);
      const events = own.filter(({ source }) => source === 'event');
      // The first and the round times are told apart, which are ten of a kind at most.
      expect(events.length).toBeLessThanOrEqual(KINDS + 10 * 5);
      expect(new Set(own.map(({ type, content }) => `${type} ${content}`)).size).toBe(own.length);
      expect(events.some(({ strength }) => strength >= 5)).toBe(true);
      expect(await countOf(playerId)).toBe(own.length);
    }
    const reflections = memories.filter(({ source }) => source === 'reflection');
    expect(reflections.length).toBeGreaterThan(0);
    for (const { sourceIds } of reflections) {
      expect(sourceIds.length).toBeGreaterThan(0);
      // Each is there, or was there until it was forgotten.
      expect(sourceIds.filter((id) => !seen.has(id))).toEqual([]);
    }
  });

  it('fade in the years after, all but what is pinned', async () => {
    const [first] = await rows([friends[0]!]);
    await app.as(game.apiKey).patch(`/memories/${first!.id}`).send({ pinned: true }).expect(200);
    const counts: number[] = [];
    for (const years of [0.2, 0.5, 1, 10]) {
      clock.time = new Date(clock.time.getTime() + years * 365 * DAY);
      await night(friends);
      counts.push((await rows(friends)).length);
    }
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
    expect(await rows(friends)).toMatchObject([{ id: first!.id, pinned: true }]);
    expect(await Promise.all(friends.map(countOf))).toEqual([1, ...friends.slice(1).map(() => 0)]);
  });
});
