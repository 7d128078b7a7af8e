import { Injectable } from '@nestjs/common';
import { notFound } from '../common/domain-error.js';
import type { TransactionScope } from '../prisma/transaction.js';
import { foldDuplicates } from './fold.rules.js';
import { MemoryChangeRepository } from './memory-change.repository.js';
import { MemoryPreparationService } from './memory-preparation.service.js';
import { MemoryWriteRepository, type StoredMemory } from './memory-write.repository.js';
import type { PreparedMemory } from './prepared-memory.types.js';

/** Brings prepared memories into the database: as new ones, or as more of what stands. */
@Injectable()
export class MemoryWriter {
  constructor(
    private readonly changes: MemoryChangeRepository,
    private readonly writes: MemoryWriteRepository,
    private readonly preparation: MemoryPreparationService,
  ) {}

  /**
   * Writes one player's memories in a transaction of its own, compared with all that stands at that moment.
   *
   * @throws DomainError NOT_FOUND when the player is gone
   */
  async remember(playerId: string, prepared: readonly PreparedMemory[], now: Date): Promise<StoredMemory[]> {
    const stored = await this.changes.underLock(playerId, async (within, { memoryVersion, totalMemories }) => {
      const scope = { playerId, memoryVersion, now, within };
      const compared = totalMemories === 0 ? prepared : await this.preparation.compare(prepared, scope);
      return this.write(within, compared, now);
    });
    if (!stored) throw notFound('player');
    return stored;
  }

  /**
   * Writes memories, of one player or of several, within the caller's transaction, which holds their state rows. In
   * the order given; of those that say the same, the first can be new and the others reinforce it.
   *
   * @throws DomainError NOT_FOUND when a player is gone
   */
  async write(tx: TransactionScope, prepared: readonly PreparedMemory[], at: Date): Promise<StoredMemory[]> {
    const folded = foldDuplicates(prepared);
    const told = folded.filter(({ first }) => first.standingId !== null);
    const stronger = told.length === 0 ? new Map() : await this.writes.reinforce(tx, told, at);
    // What was to be reinforced and is gone meanwhile is written anew.
    const fresh = folded.filter(({ first }) => first.standingId === null || !stronger.has(first.standingId));
    const inserted = fresh.length === 0 ? [] : await this.writes.insert(tx, fresh, at);
    const answers: StoredMemory[] = [];
    for (const one of folded) {
      const memory = one.first.standingId === null ? undefined : stronger.get(one.first.standingId);
      const stored = memory ? { memory, created: false } : inserted[fresh.indexOf(one)];
      if (!stored) throw notFound('player');
      for (const [i, place] of one.places.entries()) {
        answers[place] = { memory: stored.memory, created: stored.created && i === 0 };
      }
    }
    return answers;
  }
}
