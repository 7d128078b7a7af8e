import { describe, expect, it } from '@jest/globals';
import type { PeriodRow } from './analytics.types.js';
import { NOTHING, presentValues, rowsOfWindows, summarize } from './period-row.rules.js';
import { windowsOf } from './range.rules.js';

const row = (values: Partial<PeriodRow>): PeriodRow => ({ ...NOTHING, startMs: 0, ...values });

describe('summarize', () => {
  it('adds counts and emotions, and money to the last decimal', () => {
    const summary = summarize(
      [
        row({ totalEvents: 2, emotionDistribution: { sad: 2 }, totalCostUsd: '0.1' }),
        row({ totalEvents: 3, emotionDistribution: { happy: 1, sad: 2 }, totalCostUsd: '0.2' }),
      ],
      4,
    );
    expect(summary).toMatchObject({ totalEvents: 5, uniquePlayers: 4, emotionDistribution: { happy: 1, sad: 4 } });
    expect(presentValues(summary).totalCostUsd).toBe(0.3);
  });

  it('weighs latencies by the requests behind them', () => {
    const summary = summarize(
      [
        row({ emotionRequests: 1, emotionAvgLatencyMs: 10, emotionP95LatencyMs: 100 }),
        row({ emotionRequests: 3, emotionAvgLatencyMs: 2, emotionP95LatencyMs: 20 }),
        row({}),
      ],
      0,
    );
    expect(summary).toMatchObject({ emotionAvgLatencyMs: 4, emotionP95LatencyMs: 40, dialogueAvgLatencyMs: 0 });
  });

  it('leaves the latency of a single period as it is, also where only uncounted memory requests are behind it', () => {
    expect(summarize([row({ memoryAvgLatencyMs: 1.234 }), row({})], 0).memoryAvgLatencyMs).toBe(1.234);
  });
});

describe('rowsOfWindows', () => {
  it('gives every window a row, in order', () => {
    const windows = windowsOf('day', new Date('2026-03-01T06:00:00Z'), new Date('2026-03-03T00:00:00Z'));
    const found = [row({ startMs: Date.parse('2026-03-02'), errors: 7 })];
    expect(rowsOfWindows(windows, found).map(({ startMs, errors }) => [startMs, errors])).toEqual([
      [Date.parse('2026-03-01T06:00:00Z'), 0],
      [Date.parse('2026-03-02'), 7],
    ]);
  });
});
