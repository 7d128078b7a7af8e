import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../common/logger.js';
import { MetricsService } from '../../common/metrics.service.js';
import { LlmMeter } from './llm-meter.js';
import { LlmError } from './llm.port.js';

const ANSWERED = {
  outcome: 'answered',
  usage: { inputTokens: 40, outputTokens: 10 },
  latencyMs: 300,
  error: null,
} as const;

function refused(message: string) {
  return {
    outcome: 'rejected',
    usage: null,
    latencyMs: 30,
    error: new LlmError('rejected', 'nothing', message),
  } as const;
}

function meter() {
  const lines: string[] = [];
  const metrics = new MetricsService();
  return { lines, metrics, meter: new LlmMeter(metrics, createLogger('info', { write: (line) => lines.push(line) })) };
}

describe('LlmMeter', () => {
  it('counts calls by outcome, and tokens as they were counted, of answers thrown away too', async () => {
    const { meter: of, metrics } = meter();
    of.record('anthropic', 'claude-haiku-5-5', ANSWERED);
    of.record('anthropic', 'claude-haiku-5-5', { ...ANSWERED, outcome: 'malformed' });
    of.record('anthropic', 'claude-haiku-5-5', { outcome: 'circuit_open', usage: null, latencyMs: 0, error: null });
    const text = await metrics.registry.metrics();
    expect(text).toContain('agl_llm_calls_total{provider="anthropic",outcome="answered"} 1');
    expect(text).toContain('agl_llm_calls_total{provider="anthropic",outcome="malformed"} 1');
    expect(text).toContain('agl_llm_calls_total{provider="anthropic",outcome="circuit_open"} 1');
    expect(text).toContain('agl_llm_tokens_total{provider="anthropic",direction="input"} 80');
    expect(text).toContain('agl_llm_tokens_total{provider="anthropic",direction="output"} 20');
    expect(text).toContain('agl_llm_latency_seconds_count{provider="anthropic"} 2');
  });

  it('says once why a model refuses, and again after it had answered', () => {
    const { meter: of, lines } = meter();
    for (let i = 0; i < 5; i += 1) of.record('openai', 'gpt-6-luna', refused('401 wrong key'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', provider: 'openai', detail: '401 wrong key' });
    of.record('openai', 'gpt-6-luna', ANSWERED);
    of.record('openai', 'gpt-6-luna', refused('404 no such model'));
    expect(lines).toHaveLength(2);
  });
});
