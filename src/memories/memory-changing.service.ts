import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { Clock } from '../common/clock.js';
import { DomainError, notFound } from '../common/domain-error.js';
import { DAY_MS } from '../common/time.rules.js';
import { PlayerService } from '../players/player.service.js';
import { classifyDatabaseError } from '../prisma/retry.rules.js';
import { MemoryChangeRepository, type MemoryChange } from './memory-change.repository.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import { MemoryReadingService } from './memory-reading.service.js';
import { expiryOf } from './memory-writing.service.js';
import type { DeleteMemoriesQuery, Memory, PatchMemory } from './memory.schemas.js';

const UNIQUE_VIOLATION = '23505';

/** Corrects and removes what is remembered. */
@Injectable()
export class MemoryChangingService {
  constructor(
    private readonly reading: MemoryReadingService,
    private readonly players: PlayerService,
    private readonly changes: MemoryChangeRepository,
    private readonly preparation: MemoryPreparationService,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes a memory; a new content is found by its new words at once.
   *
   * @throws DomainError CONFLICT when another memory of its type says exactly that already
   */
  async patch(principal: Principal, memoryId: string, patch: PatchMemory): Promise<Memory> {
    const memory = await this.reading.accessible(principal, memoryId);
    if (Object.values(patch).every((value) => value === undefined)) return memory;
    const now = this.clock.now();
    const change = await this.changeOf(memory, patch, now);
    const apply = this.changes.underLock(memory.playerId, async (tx) => {
      if (change.text) await this.changes.removeExpired(tx, memory, change.text.contentHash, now);
      return this.changes.change(tx, memory, change, now);
    });
    const changed = await apply.catch((error: unknown) => {
      if (classifyDatabaseError(error).code !== UNIQUE_VIOLATION) throw error;
      throw new DomainError('CONFLICT', 'Another memory of this type has this content.', { cause: error });
    });
    if (!changed) throw notFound('memory');
    await this.players.forgetView(memory.playerId);
    return changed;
  }

  async remove(principal: Principal, memoryId: string): Promise<void> {
    const { playerId } = await this.reading.accessible(principal, memoryId);
    const now = this.clock.now();
    const removed = await this.changes.underLock(playerId, (tx) => this.changes.remove(tx, playerId, memoryId, now));
    if (!removed) throw notFound('memory');
    await this.players.forgetView(playerId);
  }

  /** Removes what is not pinned and lies within the bounds; answers how many. */
  async removeMany(principal: Principal, playerId: string, query: DeleteMemoriesQuery): Promise<{ deleted: number }> {
    await this.players.accessible(principal, playerId);
    const now = this.clock.now();
    const { olderThanDays, maxImportance = null } = query;
    const before = olderThanDays === undefined ? null : new Date(now.getTime() - olderThanDays * DAY_MS);
    const deleted = await this.changes.underLock(playerId, (tx) =>
      this.changes.removeWithin(tx, playerId, { before, maxImportance }, now),
    );
    if (deleted === null) throw notFound('player');
    await this.players.forgetView(playerId);
    return { deleted };
  }

  private async changeOf(
    { playerId, gameId }: Memory,
    { content, importance, pinned, expiresAt }: PatchMemory,
    now: Date,
  ): Promise<MemoryChange> {
    const [text] = content === undefined ? [] : await this.preparation.index([{ playerId, gameId, content }]);
    return {
      importance,
      pinned,
      expiresAt: expiresAt === undefined ? undefined : expiryOf(expiresAt, now, 'expiresAt'),
      text: text && content !== undefined ? { ...text, content } : undefined,
    };
  }
}
