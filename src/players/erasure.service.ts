import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { cacheKeys } from '../cache/cache-keys.tables.js';
import { CacheService } from '../cache/cache.service.js';
import { Clock } from '../common/clock.js';
import { notFound } from '../common/domain-error.js';
import { ErasureListeners } from './erasure-listeners.js';
import { ErasureRepository } from './erasure.repository.js';
import type { ErasureReceipt } from './player.schemas.js';
import { PlayerService } from './player.service.js';

/** A player's right to be forgotten, and to see what is known. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly erasures: ErasureRepository,
    private readonly players: PlayerService,
    private readonly cache: CacheService,
    private readonly listeners: ErasureListeners,
    private readonly clock: Clock,
  ) {}

  /** Erases a player and says how much of what was erased. */
  async erase(principal: Principal, playerId: string): Promise<ErasureReceipt> {
    await this.players.accessible(principal, playerId);
    const erased = await this.erasures.erase(playerId);
    const cached = [cacheKeys.player(playerId), cacheKeys.playerView(playerId)];
    await this.cache.invalidate(...cached);
    const dropped = this.listeners.forget(playerId);
    if (!erased) throw notFound('player');
    const indexed = await this.listeners.eraseVectors(playerId);
    const inVectorDatabase = indexed === undefined ? {} : { indexedVectors: indexed };
    return {
      playerId,
      erased: { ...erased, ...inVectorDatabase, cacheEntries: cached.length + dropped },
      erasedAt: this.clock.now().toISOString(),
    };
  }

  /** All that is held on a player, as NDJSON lines with a `kind` each. */
  async *export(principal: Principal, playerId: string): AsyncGenerator<string> {
    await this.players.accessible(principal, playerId);
    for await (const batch of this.erasures.exportBatches(playerId)) {
      yield batch.map((line) => `${JSON.stringify(line)}\n`).join('');
    }
  }
}
