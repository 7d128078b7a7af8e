import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../common/pagination.rules.js';
import type { Prisma } from '../generated/prisma/client.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { GAME_FIELDS, type Game, type GameConfig, type GameStats } from './game.schemas.js';
import type { StoredGame } from './game.types.js';

type Field = (typeof GAME_FIELDS)[number];
type GameRow = Omit<Game, 'createdAt' | 'updatedAt' | 'config'> & {
  config: Prisma.JsonValue;
  packs: Prisma.JsonValue;
  createdAt: Date;
  updatedAt: Date;
};

@Injectable()
export class GameRepository {
  constructor(private readonly prisma: PrismaService) {}

  async insert(game: {
    id: string;
    name: string;
    description: string | null;
    config: GameConfig;
    createdAt: Date;
  }): Promise<StoredGame> {
    return present(await this.prisma.client.game.create({ data: { ...game, updatedAt: game.createdAt } }));
  }

  async find(gameId: string): Promise<StoredGame | null> {
    const row = await this.prisma.executeWithRetry(
      () => this.prisma.client.game.findUnique({ where: { id: gameId } }),
      { idempotent: true },
    );
    return row && present(row);
  }

  /** A page of games, newest first; only the wanted columns are read, and what the order needs. */
  async list(
    page: PageRequest,
    fields: readonly Field[],
  ): Promise<{ rows: (Partial<Game> & Pick<Game, 'id' | 'createdAt'>)[]; total: number | undefined }> {
    const select = Object.fromEntries([...fields, 'id', 'createdAt'].map((field) => [field, true]));
    const orderBy = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
    if (page.kind === 'cursor') {
      const [createdAt, id] = [new Date(Number(page.after[0])), String(page.after[1])];
      const where = { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
      const rows = await this.prisma.client.game.findMany({ where, orderBy, take: page.limit + 1, select });
      return { rows: rows.map(present), total: undefined };
    }
    const [rows, total] = await Promise.all([
      this.prisma.client.game.findMany({ orderBy, take: page.limit + 1, skip: page.offset, select }),
      this.prisma.client.game.count(),
    ]);
    return { rows: rows.map(present), total };
  }

  /** Changes a game under its row lock; null when it does not exist. */
  async update(
    gameId: string,
    at: Date,
    change: (game: StoredGame) => Partial<Pick<Game, 'name' | 'description' | 'config' | 'active'>>,
  ): Promise<StoredGame | null> {
    return this.prisma.client.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM games WHERE id = ${gameId}::uuid FOR UPDATE`;
      const row = await tx.game.findUnique({ where: { id: gameId } });
      if (!row) return null;
      return present(await tx.game.update({ where: { id: gameId }, data: { ...change(present(row)), updatedAt: at } }));
    });
  }

  /** Counted from the players' own counters: one pass over the game's player rows, none over its events. */
  async stats(gameId: string, today: Date): Promise<GameStats> {
    const rows = await this.prisma.query<GameStats>(
      'game_stats',
      `SELECT count(*)::int AS "totalPlayers",
              (count(*) FILTER (WHERE last_active_at >= $2))::int AS "activePlayersToday",
              coalesce(sum(total_events), 0)::float8 AS "totalEvents"
         FROM player_states WHERE game_id = $1`,
      [gameId, today],
    );
    return rows[0] ?? { totalPlayers: 0, activePlayersToday: 0, totalEvents: 0 };
  }
}

function present<Row extends Partial<GameRow>>(row: Row): StoredGame {
  return {
    ...row,
    ...(row.createdAt ? { createdAt: row.createdAt.toISOString() } : {}),
    ...(row.updatedAt ? { updatedAt: row.updatedAt.toISOString() } : {}),
  } as unknown as StoredGame;
}
