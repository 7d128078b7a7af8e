import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { MetricsService } from '../common/metrics.service.js';

/** What happened to a vector in its store. */
export type VectorChange = 'embedded' | 'upserted' | 'removed' | 'given_up';

/** Counts what happens between the memories and the places where their vectors are. */
@Injectable()
export class VectorMeter {
  private readonly searches: Histogram<'outcome'>;
  private readonly changes: Counter<'change'>;

  constructor(metrics: MetricsService) {
    this.searches = metrics.histogram('agl_vector_search_duration_seconds', 'Time of a search in Qdrant', ['outcome']);
    this.changes = metrics.counter('agl_vectors_synced_total', 'Vectors brought to where they belong', ['change']);
  }

  searched(outcome: 'ok' | 'failed' | 'circuit_open', seconds: number): void {
    this.searches.observe({ outcome }, seconds);
  }

  changed(change: VectorChange, count: number): void {
    if (count > 0) this.changes.inc({ change }, count);
  }
}
