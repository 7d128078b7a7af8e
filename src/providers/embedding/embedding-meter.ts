import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { ServiceMetricsService } from '../../analytics/service-metrics.service.js';
import { MetricsService } from '../../common/metrics.service.js';
import { shareCost } from './embedding-cost.rules.js';
import type { EmbeddingCall } from './openai-embedder.js';

const TOKENS_PRICED = 1_000_000;

/** Counts calls for embeddings, and charges them to the games that they were made for. */
@Injectable()
export class EmbeddingMeter {
  private readonly duration: Histogram<'outcome'>;
  private readonly texts: Counter<'outcome'>;

  constructor(
    metrics: MetricsService,
    private readonly costs: ServiceMetricsService,
  ) {
    this.duration = metrics.histogram('agl_embedding_call_duration_seconds', 'Time of a call for embeddings', [
      'outcome',
    ]);
    this.texts = metrics.counter('agl_embedding_texts_total', 'Texts that calls for embeddings were made for', [
      'outcome',
    ]);
  }

  /** @param usdPerMillion price of a million tokens */
  record({ requests, outcome, tokens }: EmbeddingCall, latencyMs: number, usdPerMillion: number): void {
    this.duration.observe({ outcome }, latencyMs / 1000);
    this.texts.inc({ outcome }, requests.length);
    // What was not sent is nobody's call.
    if (outcome === 'circuit_open') return;
    for (const { payer, costUsd } of shareCost(requests, (tokens * usdPerMillion) / TOKENS_PRICED)) {
      this.costs.record({
        gameId: payer,
        playerId: null,
        service: 'memory',
        method: 'embed',
        latencyMs,
        costUsd,
        cacheHit: false,
        error: outcome === 'ok' ? null : outcome,
      });
    }
  }
}
