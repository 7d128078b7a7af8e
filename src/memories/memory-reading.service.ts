import { Injectable } from '@nestjs/common';
import { mayAccessGame, type Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { pickFields, selectedFields } from '../common/fields.rules.js';
import { buildList, pageRequest, type List } from '../common/pagination.rules.js';
import { PlayerService } from '../players/player.service.js';
import { MEMORY_FIELDS } from './memory-row.tables.js';
import { MemoryRepository, type MemoryListRow } from './memory.repository.js';
import type { Memory, MemoryListQuery } from './memory.schemas.js';

/** Shows what is remembered. What has expired is not there. */
@Injectable()
export class MemoryReadingService {
  constructor(
    private readonly memories: MemoryRepository,
    private readonly players: PlayerService,
    private readonly clock: Clock,
  ) {}

  async list(principal: Principal, playerId: string, query: MemoryListQuery): Promise<List<Partial<Memory>>> {
    const fields = selectedFields(MEMORY_FIELDS, query.fields);
    const { order } = query;
    const page = pageRequest(`memory.${order}`, 2, query);
    await this.players.accessible(principal, playerId);
    const filter = {
      playerId,
      type: query.type,
      emotion: query.emotion,
      minImportance: query.minImportance,
      since: query.since === undefined ? undefined : new Date(query.since),
      now: this.clock.now(),
    };
    const [rows, total] = await Promise.all([
      this.memories.list(filter, order, page, fields),
      page.kind === 'offset' ? this.memories.count(filter) : undefined,
    ]);
    const keyOf = (row: MemoryListRow) =>
      [order === 'importance' ? row.keyImportance : row.keyCreatedAtMs, row.keyId] as const;
    const show = (row: MemoryListRow) => pickFields(row as Memory, fields);
    return buildList(`memory.${order}`, page, rows, keyOf, show, total);
  }

  async read(principal: Principal, memoryId: string, fieldsQuery?: string): Promise<Partial<Memory>> {
    const fields = selectedFields(MEMORY_FIELDS, fieldsQuery);
    return pickFields(await this.accessible(principal, memoryId), fields);
  }

  /**
   * A memory of a game that the principal may see.
   *
   * @throws DomainError NOT_FOUND when it does not exist, has expired or is another game's: the same answer for all
   */
  async accessible(principal: Principal, memoryId: string): Promise<Memory> {
    const memory = await this.memories.find(memoryId, this.clock.now());
    if (!memory || !mayAccessGame(principal, memory.gameId)) throw notFound('memory');
    return memory;
  }
}
