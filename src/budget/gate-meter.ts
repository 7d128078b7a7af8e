import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { MetricsService } from '../common/metrics.service.js';
import type { GateRefusal, LlmKind } from './llm-gate.port.js';

/** Counts what comes of asking, and tells the time it takes. */
@Injectable()
export class GateMeter {
  private readonly outcomes: Counter<'kind' | 'outcome'>;

  constructor(
    private readonly clock: Clock,
    metrics: MetricsService,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {
    const help = 'What came of asking a language model: answered, why it failed, or why it was not asked';
    this.outcomes = metrics.counter('agl_llm_gate_total', help, ['kind', 'outcome']);
  }

  nowMs(): number {
    return this.clock.monotonicMs();
  }

  count(kind: LlmKind, outcome: string): void {
    this.outcomes.inc({ kind, outcome });
  }

  /** A host's count of tokens came to more than the call can have cost. */
  overcharged(gameId: string, kind: LlmKind, saidNano: number, worstNano: number): void {
    this.logger.error(
      { gameId, kind, saidNano, worstNano },
      'a model call is said to have cost more than its worst case',
    );
  }

  refused(kind: LlmKind, refusal: GateRefusal): { asked: false; refusal: GateRefusal; costUsd: 0 } {
    if (refusal !== 'not_configured') this.count(kind, refusal);
    return { asked: false, refusal, costUsd: 0 };
  }
}
