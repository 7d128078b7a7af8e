import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { MetricsService } from '../common/metrics.service.js';
import { utcDate } from '../common/time.rules.js';
import { BudgetRepository } from './budget.repository.js';
import { LLM_KINDS, type LlmKind } from './llm-gate.port.js';
import { usdOf } from './money.rules.js';

/** A sum is shown this long, milliseconds: two gauges and several scrapers ask at once. */
const KEPT_MS = 5_000;
/** A scrape waits at most this long, milliseconds, and shows the sum before. */
const PATIENCE_MS = 1_000;

type Sums = Readonly<Record<LlmKind, { spentUsd: number; reservedUsd: number }>>;

/** Tells Prometheus what all games have spent on language models today, and what is reserved. */
@Injectable()
export class BudgetGauge {
  private known: Sums | undefined;
  private readAtMs = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly budgets: BudgetRepository,
    private readonly clock: Clock,
    metrics: MetricsService,
  ) {
    for (const [name, what, pick] of GAUGES) {
      metrics.gauge(name, `US dollars ${what} for language models today (UTC), all games`, ['kind'], async (gauge) => {
        const sums = await this.sums();
        for (const kind of sums ? LLM_KINDS : []) gauge.set({ kind }, sums?.[kind][pick] ?? 0);
      });
    }
  }

  private async sums(): Promise<Sums | undefined> {
    if (this.clock.monotonicMs() - this.readAtMs >= KEPT_MS) {
      this.reading ??= this.refresh().finally(() => (this.reading = undefined));
      await Promise.race([this.reading, sleep(PATIENCE_MS, undefined, { ref: false })]);
    }
    return this.known;
  }

  /** A database that is away must not take the other metrics with it: then the last sum stands. */
  private async refresh(): Promise<void> {
    try {
      const rows = await this.budgets.kinds(utcDate(this.clock.now()));
      const sum = (kind: LlmKind) => {
        const row = rows.find((one) => one.kind === kind);
        return { spentUsd: usdOf(row?.spentNano ?? 0), reservedUsd: usdOf(row?.reservedNano ?? 0) };
      };
      this.known = { emotion: sum('emotion'), dialogue: sum('dialogue') };
      this.readAtMs = this.clock.monotonicMs();
    } catch {
      return;
    }
  }
}

const GAUGES = [
  ['agl_llm_budget_spent_usd', 'spent', 'spentUsd'],
  ['agl_llm_budget_reserved_usd', 'reserved', 'reservedUsd'],
] as const;
