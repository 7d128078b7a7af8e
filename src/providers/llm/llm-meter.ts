import { Inject, Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { LOGGER, type AppLogger } from '../../common/logger.js';
import { MetricsService } from '../../common/metrics.service.js';
import type { LlmCall } from './guarded-llm.js';
import type { LlmProvider } from './llm.port.js';

/** How a circuit is told to Prometheus. */
const CIRCUIT_VALUES = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Counts calls to the language model, and says once in the log when it refuses what it is asked. */
@Injectable()
export class LlmMeter {
  private readonly calls: Counter<'provider' | 'outcome'>;
  private readonly latency: Histogram<'provider'>;
  private readonly tokens: Counter<'provider' | 'direction'>;
  private hasToldOfRefusal = false;

  constructor(
    private readonly metrics: MetricsService,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {
    this.calls = metrics.counter('agl_llm_calls_total', 'Calls to a language model: answered, or why they failed', [
      'provider',
      'outcome',
    ]);
    this.latency = metrics.histogram('agl_llm_latency_seconds', 'Time of a call to a language model', ['provider']);
    this.tokens = metrics.counter('agl_llm_tokens_total', 'Tokens that language models counted', [
      'provider',
      'direction',
    ]);
  }

  /** Shows the circuit of a provider in the metrics. */
  watch(provider: Pick<LlmProvider, 'name' | 'circuit'>): void {
    const help = 'The circuit breaker of a language model: 0 closed, 1 half-open, 2 open';
    this.metrics.gauge('agl_llm_circuit', help, ['provider'], (gauge) =>
      gauge.set({ provider: provider.name }, CIRCUIT_VALUES[provider.circuit]),
    );
  }

  record(provider: LlmProvider['name'], model: string, { outcome, usage, latencyMs, error }: LlmCall): void {
    this.calls.inc({ provider, outcome });
    // What was not sent took no time.
    if (outcome !== 'circuit_open') this.latency.observe({ provider }, latencyMs / 1000);
    this.tokens.inc({ provider, direction: 'input' }, usage?.inputTokens ?? 0);
    this.tokens.inc({ provider, direction: 'output' }, usage?.outputTokens ?? 0);
    if (outcome === 'answered') this.hasToldOfRefusal = false;
    if (outcome !== 'rejected' || this.hasToldOfRefusal) return;
    this.hasToldOfRefusal = true;
    this.logger.error(
      { provider, model, detail: error?.message },
      'The language model refuses what it is asked: see to its key and its name. Rules and templates answer.',
    );
  }
}
