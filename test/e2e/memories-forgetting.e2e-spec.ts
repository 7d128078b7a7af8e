import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ForgettingService } from '../../src/memories/forgetting.service.js';
import { shouldForget } from '../../src/memories/forgetting.rules.js';
import type { PlayerProfile } from '../../src/players/player.types.js';
import { PrismaService } from '../../src/prisma/prisma.service.js';
import { FixedClock, startApp, type TestApp } from '../support/app.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const DAY = 86_400_000;

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

async function newPlayer(language = 'en'): Promise<PlayerProfile> {
  const { body } = await as().get(`/players/${(await app.createPlayer(game, { language })).id}`);
  return body as PlayerProfile;
}

describe('forgetting', () => {
  it('lets go of what has expired or faded, as the rules say, and of nothing else', async () => {
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
    const { body } = await as()
      .post(`/players/${playerId}/memories/batch`)
      .send({ memories: bodies.map((memory) => ({ type: 'combat', ...memory })) })
      .expect(200);
    const made = body.items.map(({ memory }: { memory: object }) => memory);
    clock.time = new Date(START.getTime() + 46 * DAY);
    await as()
      .post(`/players/${playerId}/memories`)
      .send({ type: 'combat', content: 'fresh', importance: 0 })
      .expect(201);
    const expected = made.filter(
      (memory: {
        importance: number;
        strength: number;
        pinned: boolean;
        createdAt: string;
        expiresAt: string | null;
      }) =>
        !shouldForget(
          {
            ...memory,
            createdAt: Date.parse(memory.createdAt),
            lastRecalledAt: null,
            expiresAt: memory.expiresAt === null ? null : Date.parse(memory.expiresAt),
          },
          clock.time.getTime(),
        ),
    );
    const forgotten = await app.nest.get(ForgettingService).run();
    expect(forgotten).toMatchObject({ expired: 1, faded: 1, overflow: 0 });
    const { items } = (await as().get(`/players/${playerId}/memories`)).body;
    expect(contents(items)).toEqual(contents([...expected, { content: 'fresh' }]));
    expect((await as().get(`/players/${playerId}`)).body.stats.totalMemories).toBe(3);
    clock.time = START;
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
