import { describe, expect, it } from '@jest/globals';
import { costReport } from './cost.rules.js';

describe('costReport', () => {
  it('has every service and every day, spent or not', () => {
    const report = costReport([], ['2026-03-01', '2026-03-02']);
    expect(report.byService.map(({ service, averageCostUsd }) => [service, averageCostUsd])).toEqual([
      ['emotion', 0],
      ['dialogue', 0],
      ['memory', 0],
    ]);
    expect(report.days).toHaveLength(2);
    expect(report).toMatchObject({ totalCostUsd: 0, totalRequests: 0, byMethod: [] });
  });

  it('adds up the same whichever way it is cut', () => {
    const rows = ['0.1', '0.2', '0.0000000001'].map((costUsd, index) => ({
      date: `2026-03-0${1 + (index % 2)}`,
      service: 'dialogue' as const,
      method: index === 1 ? 'llm' : 'cached',
      requests: 1,
      costUsd,
    }));
    const report = costReport(rows, ['2026-03-01', '2026-03-02']);
    expect(report.totalCostUsd).toBe(0.3000000001);
    expect(report.byService[1]).toEqual({
      service: 'dialogue',
      requests: 3,
      totalCostUsd: 0.3000000001,
      averageCostUsd: 0.1,
    });
    expect(report.byMethod).toEqual([
      { service: 'dialogue', method: 'cached', requests: 2, totalCostUsd: 0.1000000001 },
      { service: 'dialogue', method: 'llm', requests: 1, totalCostUsd: 0.2 },
    ]);
    expect(report.days.map(({ totalCostUsd }) => totalCostUsd)).toEqual([0.1000000001, 0.2]);
  });
});
