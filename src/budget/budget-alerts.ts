import { Inject, Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { MetricsService } from '../common/metrics.service.js';
import { BudgetRepository } from './budget.repository.js';
import { ALERT_SHARE } from './budget.tables.js';
import type { BudgetOwner, Reservation, SettleAnswer, Spending } from './budget.types.js';
import type { LlmKind } from './llm-gate.port.js';
import { usdOf } from './money.rules.js';

/** Says once, over all instances, when a day's budget is nearly and when it is wholly used up. */
@Injectable()
export class BudgetAlerts {
  private readonly alerts: Counter<'kind' | 'level'>;
  /** What was said, or found to be said by others, so that it is not asked again. One day's. */
  private readonly said = new Set<string>();
  private saidDay = '';

  constructor(
    private readonly budgets: BudgetRepository,
    @Inject(LOGGER) private readonly logger: AppLogger,
    metrics: MetricsService,
  ) {
    const help = "Times that a day's budget came to 80 % and to its end, by kind (platform: all games together)";
    this.alerts = metrics.counter('agl_llm_budget_alerts_total', help, ['kind', 'level']);
  }

  /** After a settling: the one that takes the sum over the line says so. */
  spent({ day, gameId, kind }: Reservation, { game, platform }: SettleAnswer, platformNano: number | null): void {
    if (crosses(game, game.budgetNano)) this.say(day, kind, '80', game.budgetNano, gameId);
    if (platformNano !== null && crosses(platform, platformNano)) this.say(day, 'platform', '80', platformNano);
  }

  /** After a refusal for which what is spent is reason enough. Nobody waits for it, and it never throws. */
  usedUp(day: string, owner: BudgetOwner, nano: number): void {
    const key = owner === 'platform' ? `platform ${nano}` : `${owner.gameId} ${owner.kind} ${nano}`;
    if (this.saidDay !== day) this.said.clear();
    this.saidDay = day;
    if (this.said.has(key)) return;
    this.said.add(key);
    void this.sayFirst(day, owner, nano, key);
  }

  private async sayFirst(day: string, owner: BudgetOwner, nano: number, key: string): Promise<void> {
    try {
      if (!(await this.budgets.sayUsedUp(day, owner, nano))) return;
      if (owner === 'platform') this.say(day, 'platform', '100', nano);
      else this.say(day, owner.kind, '100', nano, owner.gameId);
    } catch {
      // The next refusal tries again.
      this.said.delete(key);
    }
  }

  private say(day: string, kind: LlmKind | 'platform', level: '80' | '100', nano: number, gameId?: string): void {
    this.alerts.inc({ kind, level });
    const what = level === '80' ? 'is 80 % used up' : 'is used up: rules and templates answer';
    this.logger.warn({ gameId, kind, day, budgetUsd: usdOf(nano) }, `a day's budget for language models ${what}`);
  }
}

function crosses({ beforeNano, spentNano }: Spending, budgetNano: number): boolean {
  const line = budgetNano * ALERT_SHARE;
  return beforeNano < line && line <= spentNano;
}
