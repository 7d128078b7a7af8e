import { Injectable } from '@nestjs/common';
import { PlayerService } from '../players/player.service.js';
import type { DoomedMemory } from './forgetting.repository.js';
import { MemoryChangeRepository } from './memory-change.repository.js';

/** Removes chosen memories, player by player. */
@Injectable()
export class PlayerMemoryRemoval {
  constructor(
    private readonly changes: MemoryChangeRepository,
    private readonly players: PlayerService,
  ) {}

  /** Answers how many of them were still there. */
  async remove(doomed: readonly DoomedMemory[]): Promise<number> {
    let removed = 0;
    for (const playerId of new Set(doomed.map((memory) => memory.playerId))) {
      const ids = doomed.filter((memory) => memory.playerId === playerId).map(({ id }) => id);
      removed += (await this.changes.underLock(playerId, (tx) => this.changes.removeAll(tx, playerId, ids))) ?? 0;
      await this.players.forgetView(playerId);
    }
    return removed;
  }
}
