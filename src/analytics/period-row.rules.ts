import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import type { PeriodRow, PeriodValues, TimeWindow } from './analytics.types.js';
import { addDecimals } from './decimal.rules.js';
import { PERIOD_VALUES, type LatencyField } from './period-row.tables.js';

/** Decimals of a latency in milliseconds: a microsecond. */
const LATENCY_SCALE = 1000;

/** The values of a period in which nothing happened. */
export const NOTHING: Omit<PeriodRow, 'startMs'> = Object.freeze({
  ...(Object.fromEntries(
    PERIOD_VALUES.map(({ field, kind }) => [field, kind === 'money' ? '0' : 0]),
  ) as unknown as Omit<PeriodValues, 'emotionDistribution'>),
  emotionDistribution: {},
  memoryRequests: 0,
});

/** One row a window, oldest first; a window of which nothing was found is a row of zeros. */
export function rowsOfWindows(windows: readonly TimeWindow[], found: readonly PeriodRow[]): PeriodRow[] {
  const byStart = new Map(found.map((row) => [row.startMs, row]));
  return windows.map(({ start }) => byStart.get(start.getTime()) ?? { ...NOTHING, startMs: start.getTime() });
}

/**
 * The values of several periods together. Counts and money add up; an average is weighted by its requests, and so is a
 * p95, which over more than one period is therefore the mean of the periods' and no percentile of the whole: that
 * would need every single request again.
 *
 * @param uniquePlayers distinct over all the periods; it does not add up
 */
export function summarize(rows: readonly PeriodRow[], uniquePlayers: number): PeriodValues {
  const values: Record<string, unknown> = {};
  for (const { field, kind } of PERIOD_VALUES) {
    if (kind === 'count') values[field] = rows.reduce((sum, row) => sum + row[field], 0);
    else if (kind === 'money') values[field] = addDecimals(rows.map((row) => row[field]));
    else if (kind === 'latency') values[field] = weightedMean(rows, field);
    else values[field] = addDistributions(rows.map((row) => row.emotionDistribution));
  }
  return { ...(values as PeriodValues), uniquePlayers };
}

function weightedMean(rows: readonly PeriodRow[], field: LatencyField): number {
  let weights = 0;
  let sum = 0;
  for (const row of rows) {
    const weight = requestsBehind(row, field);
    weights += weight;
    sum += weight * row[field];
  }
  return weights === 0 ? 0 : Math.round((sum / weights) * LATENCY_SCALE) / LATENCY_SCALE;
}

/** A row of before its requests were kept may have none behind a latency: it weighs 1. */
function requestsBehind(row: PeriodRow, field: LatencyField): number {
  if (field.startsWith('emotion')) return row.emotionRequests;
  if (field.startsWith('dialogue')) return row.dialogueRequests;
  return row.memoryRequests || (row.memoryAvgLatencyMs > 0 ? 1 : 0);
}

function addDistributions(distributions: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [emotion, count] of distributions.flatMap((distribution) => Object.entries(distribution))) {
    sums.set(emotion, (sums.get(emotion) ?? 0) + count);
  }
  return Object.fromEntries([...sums].toSorted(([a], [b]) => emotionRank(a) - emotionRank(b)));
}

function emotionRank(emotion: string): number {
  return (EMOTION_NAMES as readonly string[]).indexOf(emotion);
}

/** The values as an answer shows them: plain numbers. */
export type ShownValues = {
  [Field in keyof PeriodValues]: Field extends 'emotionDistribution' ? Record<string, number> : number;
};

/** Turns money into numbers of dollars: the one time that it is rounded. */
export function presentValues(values: PeriodValues): ShownValues {
  const shown: Record<string, unknown> = {};
  for (const { field, kind } of PERIOD_VALUES) shown[field] = kind === 'money' ? Number(values[field]) : values[field];
  return shown as ShownValues;
}
