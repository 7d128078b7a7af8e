import { setTimeout as delay } from 'node:timers/promises';
import { BrokenCircuitError, circuitBreaker, handleAll } from 'cockatiel';
import type { Clock } from '../common/clock.js';
import { RecentCallsBreaker } from '../common/recent-calls-breaker.js';
import type { ExactVectorStore } from './exact-vector-store.js';
import type { OutboxRepository, UnsyncedMemory } from './outbox.repository.js';
import type { QdrantIndex } from './qdrant-index.js';
import { cosine, decodeVector } from './vector.rules.js';
import type { VectorMeter } from './vector-meter.js';
import type { VectorMatch, VectorQuery, VectorStore } from './vector-store.port.js';
import { filterPasses } from './vector-matrix.js';

/** Half of 20 searches in 10 s failed: no more for 5 s. */
const BREAKER = { failedShare: 0.5, leastCalls: 20, durationMs: 10_000 } as const;
const OPEN_FOR_MS = 5000;
/** Milliseconds that a search waits for PostgreSQL's vectors in Qdrant's place; what is read later serves the next one. */
const FALLBACK_MS = 250;

/**
 * Asks Qdrant, and finds what was written a moment ago nevertheless: what the outbox still holds of the player is
 * compared here, exactly, and takes the place of what Qdrant says of it. So a write need not wait for Qdrant. While
 * Qdrant fails or is slow, the vectors in PostgreSQL answer, or, where they do not come in time, words alone.
 */
export class QdrantVectorStore implements VectorStore {
  private readonly breaker = circuitBreaker(handleAll, {
    halfOpenAfter: OPEN_FOR_MS,
    breaker: new RecentCallsBreaker(BREAKER, () => this.clock.monotonicMs()),
  });

  constructor(
    private readonly index: QdrantIndex,
    private readonly exact: ExactVectorStore,
    private readonly outbox: OutboxRepository,
    private readonly meter: VectorMeter,
    private readonly clock: Clock,
  ) {}

  async nearest(query: VectorQuery): Promise<readonly VectorMatch[]> {
    // Who holds locks waits for no other server.
    if (query.within) return this.exact.nearest(query);
    // Before Qdrant is asked: what has left the outbox by then is in Qdrant.
    const unsynced = await this.outbox.unsynced(query.playerId, query.model);
    const startedAt = this.clock.monotonicMs();
    try {
      const matches = await this.breaker.execute(() => this.index.search(query));
      this.meter.searched('ok', (this.clock.monotonicMs() - startedAt) / 1000);
      return merged(matches, unsynced, query);
    } catch (error) {
      const outcome = error instanceof BrokenCircuitError ? 'circuit_open' : 'failed';
      this.meter.searched(outcome, (this.clock.monotonicMs() - startedAt) / 1000);
      return this.instead(query, unsynced);
    }
  }

  forget(playerId: string): boolean {
    return this.exact.forget(playerId);
  }

  private async instead(query: VectorQuery, unsynced: readonly UnsyncedMemory[]): Promise<readonly VectorMatch[]> {
    const patience = new AbortController();
    const timeout = delay(FALLBACK_MS, null, { signal: patience.signal }).catch(() => null);
    const exact = this.exact.nearest(query).catch(() => null);
    const matches = await Promise.race([exact, timeout]);
    patience.abort();
    return matches ?? merged([], unsynced, query);
  }
}

function merged(
  matches: readonly VectorMatch[],
  unsynced: readonly UnsyncedMemory[],
  { vector, limit, filter = {} }: VectorQuery,
): VectorMatch[] {
  if (unsynced.length === 0) return [...matches];
  const ids = new Set(unsynced.map(({ id }) => id));
  const own = unsynced.flatMap((memory) => {
    if (memory.vector === null || !filterPasses(memory, filter)) return [];
    const numbers = decodeVector(memory.vector);
    if (numbers.length !== vector.length) return [];
    return [{ id: memory.id, type: memory.type, score: cosine(vector, numbers) }];
  });
  return [...matches.filter(({ id }) => !ids.has(id)), ...own].sort((a, b) => b.score - a.score).slice(0, limit);
}
