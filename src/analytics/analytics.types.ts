import type { ServiceName } from './service-metrics.types.js';
import type { CountField, LatencyField, MoneyField } from './period-row.tables.js';

/** What is known of a period. Money is decimal text, which adds up exactly; latencies are milliseconds. */
export type PeriodValues = Readonly<
  Record<CountField | LatencyField, number> &
    Record<MoneyField, string> & { emotionDistribution: Readonly<Record<string, number>> }
>;

/** The values of the period that starts at `startMs`, with all the requests behind its latency of memories. */
export type PeriodRow = PeriodValues & { readonly startMs: number; readonly memoryRequests: number };

/** A stretch of time, end exclusive; `whole` when it is a period from its start to its end. */
export interface TimeWindow {
  readonly start: Date;
  readonly stop: Date;
  readonly whole: boolean;
}

/** A range as it is read, and as it is shown to the caller. */
export interface AnalyticsRange {
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  readonly shown: { readonly from: string; readonly to: string };
}

/** Requests and their cost on one day, by service and method. */
export interface CostRow {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly service: ServiceName;
  readonly method: string;
  readonly requests: number;
  readonly costUsd: string;
}

/** A row of an outer join, where it found nothing. */
export type Nullable<T> = { [Key in keyof T]: T[Key] | null };
