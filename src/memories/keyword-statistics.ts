import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { RecallRepository } from './recall.repository.js';
import { COMMON_FROM } from './recall.tables.js';

/** Common terms kept in a process, of all players together: about 20 MB. */
const MAX_TERMS = 200_000;
/** Milliseconds; nothing of an erased player stays longer. */
const KEPT_FOR_MS = 10 * 60_000;
/** Counts stay true enough while the number of memories has moved by less than a twentieth. */
const MAX_DRIFT = 0.05;

interface Counted {
  readonly totalMemories: number;
  readonly terms: ReadonlyMap<string, number>;
}

/** Knows which terms are common in the memories of a player who has many. */
@Injectable()
export class KeywordStatistics {
  private readonly counted = new LRUCache<string, Counted>({
    maxSize: MAX_TERMS,
    sizeCalculation: ({ terms }) => terms.size + 1,
    ttl: KEPT_FOR_MS,
    ttlAutopurge: true,
  });

  constructor(private readonly recalls: RecallRepository) {}

  /** How often each term stands that stands often; a term that is not here is rare. A few per cent out of date at most. */
  async commonTerms(playerId: string, totalMemories: number): Promise<ReadonlyMap<string, number>> {
    const kept = this.counted.get(playerId);
    if (kept && Math.abs(kept.totalMemories - totalMemories) <= kept.totalMemories * MAX_DRIFT) return kept.terms;
    const terms = await this.recalls.commonTerms(playerId, COMMON_FROM);
    this.counted.set(playerId, { totalMemories, terms });
    return terms;
  }

  /** Drops what is kept of a player; answers whether there was anything. */
  forget(playerId: string): boolean {
    return this.counted.delete(playerId);
  }
}
