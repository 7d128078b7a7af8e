import { Injectable } from '@nestjs/common';
import { ServiceMetricsService } from '../analytics/service-metrics.service.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { PlayerProfile } from '../players/player.types.js';

export type MemoryMethod = 'create' | 'reinforce' | 'search' | 'context';

/** Leaves a metric row for each call of the memory service. */
@Injectable()
export class MemoryMeter {
  constructor(
    private readonly metrics: ServiceMetricsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Does the work and records it, failed or not.
   *
   * @param method of a call that fails, and of one that does not unless `methodsOf` knows better: a row for each
   */
  async measure<T>(
    { id, gameId }: PlayerProfile,
    method: MemoryMethod,
    work: () => Promise<T>,
    methodsOf: (value: T) => readonly MemoryMethod[] = () => [method],
  ): Promise<T> {
    const startedAt = this.clock.monotonicMs();
    const record = (methods: readonly MemoryMethod[], error: string | null): void => {
      const latencyMs = (this.clock.monotonicMs() - startedAt) / methods.length;
      const call = { gameId, playerId: id, service: 'memory', latencyMs, costUsd: 0, cacheHit: false, error } as const;
      for (const each of methods) this.metrics.record({ ...call, method: each });
    };
    try {
      const value = await work();
      record(methodsOf(value), null);
      return value;
    } catch (error) {
      record([method], error instanceof DomainError ? error.code : 'INTERNAL_ERROR');
      throw error;
    }
  }
}
