import { Injectable } from '@nestjs/common';
import type { CursorKey, PageRequest } from '../common/pagination.rules.js';
import type { EmotionName } from '../emotion/emotion.types.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { memoryColumns, standing } from './memory-row.tables.js';
import type { Memory, MEMORY_ORDERS } from './memory.schemas.js';

export type MemoryOrder = (typeof MEMORY_ORDERS)[number];

export interface MemoryListFilter {
  readonly playerId: string;
  readonly type: string | undefined;
  readonly emotion: EmotionName | undefined;
  readonly minImportance: number | undefined;
  readonly since: Date | undefined;
  /** What has expired by then is not shown. */
  readonly now: Date;
}

/** A memory with the fields that were asked for and the values it is sorted by. */
export type MemoryListRow = Partial<Memory> & {
  readonly keyId: string;
  readonly keyCreatedAtMs: number;
  readonly keyImportance: number;
};

const CREATED_AT_MS = '(extract(epoch FROM m.created_at) * 1000)::float8';

/** How a list is sorted: the column before the id, and a cursor's value for it. */
const ORDERS = {
  createdAt: { column: 'm.created_at', type: 'timestamptz', valueOf: (key: CursorKey) => new Date(Number(key[0])) },
  importance: { column: 'm.importance', type: 'float8', valueOf: (key: CursorKey) => Number(key[0]) },
} as const satisfies Record<MemoryOrder, object>;

/** Reads memories as they are shown. */
@Injectable()
export class MemoryRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** One memory that has not expired; null when there is none. The caller checks whose it is. */
  async find(memoryId: string, now: Date): Promise<Memory | null> {
    const sql = `SELECT ${memoryColumns()} FROM memories m WHERE m.id = $1 AND ${standing('$2')}`;
    const [memory] = await this.read<Memory>('memory_find', sql, [memoryId, now]);
    return memory ?? null;
  }

  /** One page and a row more, with only the columns that the fields need. */
  async list(
    filter: MemoryListFilter,
    order: MemoryOrder,
    page: PageRequest,
    fields: readonly (keyof Memory)[],
  ): Promise<MemoryListRow[]> {
    const { column, type, valueOf } = ORDERS[order];
    const { sql, params } = where(filter);
    if (page.kind === 'cursor') {
      params.push(valueOf(page.after), page.after[1]);
      sql.push(`(${column}, m.id) < ($${params.length - 1}::${type}, $${params.length}::uuid)`);
    }
    params.push(page.limit + 1, page.kind === 'offset' ? page.offset : 0);
    const text = `SELECT ${memoryColumns(fields)}, m.id AS "keyId", ${CREATED_AT_MS} AS "keyCreatedAtMs",
             m.importance AS "keyImportance"
        FROM memories m WHERE ${sql.join(' AND ')}
       ORDER BY ${column} DESC, m.id DESC LIMIT $${params.length - 1} OFFSET $${params.length}`;
    return this.read<MemoryListRow>('', text, params);
  }

  /** How many there are; without a restriction from the player's own counter, less what has expired. */
  async count(filter: MemoryListFilter): Promise<number> {
    const { sql, params } = where(filter);
    const isWhole = params.length === UNRESTRICTED;
    const text = isWhole
      ? `SELECT s.total_memories - (
             SELECT count(*) FROM memories m WHERE m.player_id = $1 AND m.expires_at <= $2)::int AS count
           FROM player_states s WHERE s.player_id = $1`
      : `SELECT count(*)::int AS count FROM memories m WHERE ${sql.join(' AND ')}`;
    const [row] = await this.read<{ count: number }>('', text, params);
    return row?.count ?? 0;
  }

  private read<Row extends object>(name: string, sql: string, params: readonly unknown[]): Promise<Row[]> {
    return this.prisma.executeWithRetry(() => this.prisma.query<Row>(name, sql, params), { idempotent: true });
  }
}

/** Parameters of a list that nothing was asked of: the player and the time. */
const UNRESTRICTED = 2;

function where(filter: MemoryListFilter): { sql: string[]; params: unknown[] } {
  const params: unknown[] = [filter.playerId, filter.now];
  const sql = ['m.player_id = $1', standing('$2')];
  if (filter.type !== undefined) sql.push(`m.type = $${params.push(filter.type)}`);
  if (filter.emotion !== undefined) sql.push(`m.emotion = $${params.push(filter.emotion)}`);
  if (filter.minImportance !== undefined) sql.push(`m.importance >= $${params.push(filter.minImportance)}`);
  if (filter.since !== undefined) sql.push(`m.created_at >= $${params.push(filter.since)}`);
  return { sql, params };
}
