import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ForgettingService } from '../../src/memories/forgetting.service.js';
import type { PlayerProfile } from '../../src/players/player.types.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const DAY = 86_400_000;

interface Aged {
  readonly importance: number;
  readonly strength: number;
  readonly pinned: boolean;
  readonly recalledDaysAgo?: number;
  readonly expiresInMs?: number;
}

let app: TestApp;
let clock: FixedClock;
let game: { id: string; apiKey: string };
let prisma: PrismaService;

beforeAll(async () => {
  clock = new FixedClock(START);
  app = await startApp({ clock });
  game = await app.createGame();
  prisma = app.nest.get(PrismaService);
});

afterAll(() => app?.close());

const as = () => app.as(game.apiKey);
const contents = (list: { content: string }[]) => list.map(({ content }) => content).toSorted();

const at = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(START.getTime() + ms));

async function newPlayer(language = 'en'): Promise<PlayerProfile> {
  const { body } = await as().get(`/players/${(await app.createPlayer(game, { language })).id}`);
  return body as PlayerProfile;
}

describe('forgetting', () => {
  it('lets go of what has expired or faded, and of nothing else', async () => {
    const { id: playerId } = await newPlayer();
    const bodies = [
      { content: 'faint', importance: 0 },
      { content: 'faint, kept for ever', importance: 0, pinned: true },
      { content: 'dear', importance: 1 },
      {
        content: 'gone tomorrow',
        importance: 1,
        pinned: true,
        expiresAt: new Date(START.getTime() + DAY).toISOString(),
      },
    ];
    await as()
      .post(`/players/${playerId}/memories/batch`)
      .send({ memories: bodies.map((memory) => ({ type: 'combat', ...memory })) })
      .expect(200);
    clock.time = new Date(START.getTime() + 46 * DAY);
    await as()
      .post(`/players/${playerId}/memories`)
      .send({ type: 'combat', content: 'fresh', importance: 0 })
      .expect(201);
    const forgotten = await app.nest.get(ForgettingService).run();
    expect(forgotten).toMatchObject({ expired: 1, faded: 1, overflow: 0 });
    const { items } = (await as().get(`/players/${playerId}/memories`)).body;
    expect(contents(items)).toEqual(['dear', 'faint, kept for ever', 'fresh']);
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(3);
    clock.time = START;
  });

  /** Retention, exp(-days / (30 x (1 + strength) x (0.5 + importance))), falls under 0.05 after 3.0 times the divisor. */
  it.each([
    ['plain', 89, {}, true],
    ['plain', 90, {}, false],
    ['pinned', 90, { pinned: true }, true],
    ['told twice', 179, { strength: 1 }, true],
    ['told twice', 180, { strength: 1 }, false],
    ['recalled yesterday', 900, { recalledDaysAgo: 1 }, true],
    ['recalled 90 days ago', 900, { recalledDaysAgo: 90 }, false],
    ['expired this moment', 0, { pinned: true, expiresInMs: 0 }, false],
    ['about to expire', 0, { expiresInMs: 1 }, true],
  ])('knows what stays: %s, %p days old, %j: %p', async (content, days, more, stays) => {
    const { id: playerId } = await newPlayer();
    const given: Aged = { importance: 0.5, strength: 0, pinned: false, ...more };
    const { recalledDaysAgo, expiresInMs } = given;
    await prisma.query(
      '',
      `INSERT INTO memories (id, game_id, player_id, type, content, content_hash, source, importance, strength, pinned,
                             created_at, last_recalled_at, expires_at)
       VALUES (gen_random_uuid(), $1, $2, 'combat', $3, $3, 'event', $4, $5, $6, $7, $8, $9)`,
      [
        game.id,
        playerId,
        content,
        given.importance,
        given.strength,
        given.pinned,
        at(-days * DAY),
        at(recalledDaysAgo === undefined ? undefined : -recalledDaysAgo * DAY),
        at(expiresInMs),
      ],
    );
    await app.nest.get(ForgettingService).run();
    const left = await prisma.query('', 'SELECT 1 FROM memories WHERE player_id = $1', [playerId]);
    expect(left.length > 0).toBe(stays);
  });

  it('keeps ten thousand of a player, the weakest go', async () => {
    const { id: playerId } = await newPlayer();
    await prisma.query(
      '',
      `INSERT INTO memories (id, game_id, player_id, type, content, content_hash, importance, source, created_at)
       SELECT gen_random_uuid(), $1, $2, 'combat', 'thing ' || n, n::text, CASE WHEN n <= 5 THEN 0 ELSE 0.5 END, 'event', $3
         FROM generate_series(1, 10005) n`,
      [game.id, playerId, new Date(START.getTime() - DAY)],
    );
    await prisma.query('', 'UPDATE player_states SET total_memories = 10005 WHERE player_id = $1', [playerId]);
    expect(await app.nest.get(ForgettingService).run()).toMatchObject({ overflow: 5 });
    const [left] = await prisma.query<{ count: number; weakest: number }>(
      '',
      'SELECT count(*)::int AS count, min(importance) AS weakest FROM memories WHERE player_id = $1',
      [playerId],
    );
    expect(left).toEqual({ count: 10_000, weakest: 0.5 });
    const player = (await as().get(`/players/${playerId}`)).body;
    expect(player.stats.totalMemories).toBe(10_000);
  });
});

describe('the nightly run', () => {
  it.each([
    ['true', true],
    ['false', false],
  ])('is scheduled with SCHEDULER_ENABLED=%s: %p', async (SCHEDULER_ENABLED, expected) => {
    const other = await startApp({ databaseUrl: app.databaseUrl, env: { SCHEDULER_ENABLED } });
    try {
      expect(other.nest.get(SchedulerRegistry).doesExist('cron', 'memory-forgetting')).toBe(expected);
    } finally {
      await other.close();
    }
  });
});
