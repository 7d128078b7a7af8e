import { Injectable } from '@nestjs/common';
import { PrismaService } from '../prisma/prisma.service.js';
import type { PageRequest } from '../common/pagination.rules.js';

export interface ApiKeyRow {
  readonly id: string;
  readonly gameId: string;
  readonly name: string;
  readonly prefix: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
}

/** A key as the guard needs it; times in milliseconds, so that it can be cached as JSON. */
export interface UsableKey {
  readonly id: string;
  readonly gameId: string;
  readonly expiresAtMs: number | null;
}

const KEY_COLUMNS = {
  id: true,
  gameId: true,
  name: true,
  prefix: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
  createdAt: true,
} as const;

/** What is shown of a key. */
export const KEY_FIELDS = Object.keys(KEY_COLUMNS) as (keyof ApiKeyRow)[];

@Injectable()
export class KeyRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** The key with this hash, unless it is revoked or its game is deactivated. */
  async findUsable(hash: string): Promise<UsableKey | null> {
    const row = await this.prisma.executeWithRetry(
      () =>
        this.prisma.client.apiKey.findFirst({
          where: { hash, revokedAt: null, game: { active: true } },
          select: { id: true, gameId: true, expiresAt: true },
        }),
      { idempotent: true },
    );
    return row && { id: row.id, gameId: row.gameId, expiresAtMs: row.expiresAt?.getTime() ?? null };
  }

  async insert(key: {
    id: string;
    gameId: string;
    name: string;
    prefix: string;
    hash: string;
    expiresAt: Date | null;
    createdAt: Date;
  }): Promise<ApiKeyRow> {
    return this.prisma.client.apiKey.create({ data: key, select: KEY_COLUMNS });
  }

  async list(gameId: string, page: PageRequest): Promise<{ rows: ApiKeyRow[]; total: number | undefined }> {
    const where = { gameId };
    const order = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
    if (page.kind === 'cursor') {
      const [createdAt, id] = [new Date(Number(page.after[0])), String(page.after[1])];
      const after = { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
      const rows = await this.prisma.client.apiKey.findMany({
        where: { ...where, ...after },
        orderBy: order,
        take: page.limit + 1,
        select: KEY_COLUMNS,
      });
      return { rows, total: undefined };
    }
    const [rows, total] = await Promise.all([
      this.prisma.client.apiKey.findMany({
        where,
        orderBy: order,
        take: page.limit + 1,
        skip: page.offset,
        select: KEY_COLUMNS,
      }),
      this.prisma.client.apiKey.count({ where }),
    ]);
    return { rows, total };
  }

  /** Revokes a key and gives its hash, or null where the game has no such key. Revoking twice is revoking once. */
  async revoke(gameId: string, keyId: string, at: Date): Promise<string | null> {
    const key = await this.prisma.client.apiKey.findFirst({ where: { id: keyId, gameId }, select: { hash: true } });
    if (!key) return null;
    await this.prisma.client.apiKey.updateMany({
      where: { id: keyId, gameId, revokedAt: null },
      data: { revokedAt: at },
    });
    return key.hash;
  }

  /** The hashes of all keys of a game. */
  async hashesOf(gameId: string): Promise<string[]> {
    const keys = await this.prisma.client.apiKey.findMany({ where: { gameId }, select: { hash: true } });
    return keys.map(({ hash }) => hash);
  }

  async recordUse(keyId: string, at: Date): Promise<void> {
    await this.prisma.client.apiKey.updateMany({ where: { id: keyId }, data: { lastUsedAt: at } });
  }
}
