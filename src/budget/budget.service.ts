import { Inject, Injectable } from '@nestjs/common';
import { withDeadline } from '../cache/deadline.js';
import { Clock } from '../common/clock.js';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { utcDate } from '../common/time.rules.js';
import { unorderedUuid } from '../common/uuid.js';
import { CONFIG, type Config } from '../config/env.js';
import { BudgetAlerts } from './budget-alerts.js';
import { BudgetRepository, type DefaultBudgets } from './budget.repository.js';
import { budgetFigures } from './budget.tables.js';
import type { DayBalances, Limits, Reservation } from './budget.types.js';
import type { GateRefusal, LlmKind } from './llm-gate.port.js';
import { budgetNano } from './money.rules.js';

/** What this process knows of a game's present day and kind: what was spent never comes back. */
interface Known {
  readonly budgetNano: number;
  leftNano: number;
  /** The cheapest worst case that was asked for: with less left than that, asking is in vain. */
  leastNano: number;
}

export type Reserved =
  | { readonly reservation: Reservation }
  | { readonly refusal: Extract<GateRefusal, 'disabled' | 'budget' | 'platform_budget' | 'unavailable'> };

/**
 * Money for language models: the worst case is reserved before a call, and what it cost put in its place after.
 *
 * PostgreSQL alone keeps it, so that nothing has to agree with anything and nothing is forgotten: a reservation is one
 * statement, atomic over all instances. A reservation that is never settled counts as spent.
 */
@Injectable()
export class BudgetService {
  readonly defaults: DefaultBudgets;
  readonly platformNano: number | null;
  /** Of one day; those before it are nobody's concern. */
  private readonly known = new Map<string, Known>();
  private knownDay = '';
  private platformSpentOut: { readonly day: string; readonly leftNano: number } | undefined;

  constructor(
    private readonly budgets: BudgetRepository,
    private readonly alerts: BudgetAlerts,
    private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
    @Inject(LOGGER) private readonly logger: AppLogger,
  ) {
    this.defaults = {
      emotion: budgetNano(config.EMOTION_BUDGET_USD_PER_DAY),
      dialogue: budgetNano(config.DIALOGUE_BUDGET_USD_PER_DAY),
    };
    const platform = config.PLATFORM_BUDGET_USD_PER_DAY;
    this.platformNano = platform === undefined ? null : budgetNano(platform);
  }

  today(): string {
    return utcDate(this.clock.now());
  }

  /**
   * Why a call cannot be paid for, as far as this process knows; null when it may be. Asks nobody; that a budget is used
   * up is said by the way.
   *
   * @param ownNano the game's own budget by its settings, undefined where it has none: another one than is remembered
   *   makes what is remembered void
   * @param worstNano what the call costs at most; by default the least that was asked for today
   */
  refusalKnown(
    gameId: string,
    kind: LlmKind,
    ownNano: number | undefined,
    worstNano?: number,
  ): 'budget' | 'platform_budget' | null {
    const nano = ownNano ?? this.defaults[kind];
    if (nano === 0) return 'budget';
    if (this.platformNano === 0) return 'platform_budget';
    const day = this.today();
    const known = this.knownDay === day ? this.known.get(keyOf(gameId, kind)) : undefined;
    const least = worstNano ?? known?.leastNano ?? 0;
    if (known?.budgetNano === nano && known.leftNano < least) {
      this.alerts.usedUp(day, { gameId, kind }, nano);
      return 'budget';
    }
    const platform = this.platformSpentOut;
    if (platform?.day !== day || platform.leftNano >= least) return null;
    this.alerts.usedUp(day, 'platform', this.platformNano ?? 0);
    return 'platform_budget';
  }

  /** Reserves the worst case of a call that lasts at most `timeoutMs`. Never rejects. */
  async reserve(gameId: string, kind: LlmKind, worstNano: number, timeoutMs: number): Promise<Reserved> {
    const now = this.clock.now();
    const reservation: Reservation = {
      id: unorderedUuid(now.getTime()),
      day: utcDate(now),
      gameId,
      kind,
      worstNano,
      expiresAt: new Date(now.getTime() + timeoutMs + budgetFigures.reservationSlackMs),
    };
    const limits: Limits = { defaultNano: this.defaults[kind], platformNano: this.platformNano };
    const asked = this.budgets.reserve(reservation, limits);
    try {
      const { verdict, game, platform } = await withDeadline(asked, budgetFigures.reserveDeadlineMs);
      this.learn(reservation, game.budgetNano, game.budgetNano - game.spentNano);
      if (verdict === 'reserved') return { reservation };
      if (verdict === 'budget' && game.spentNano + worstNano > game.budgetNano) {
        this.alerts.usedUp(reservation.day, { gameId, kind }, game.budgetNano);
      }
      if (verdict === 'platform_budget' && this.platformNano !== null) {
        const leftNano = this.platformNano - platform.spentNano;
        this.platformSpentOut = { day: reservation.day, leftNano };
        if (leftNano < worstNano) this.alerts.usedUp(reservation.day, 'platform', this.platformNano);
      }
      return { refusal: verdict };
    } catch (error) {
      this.logger.warn({ err: error, gameId, kind }, 'a budget could not be asked: no model is');
      // It may still come through: nothing was spent on it.
      asked.then(
        ({ verdict }) => (verdict === 'reserved' ? this.settle(reservation, 0, 0) : undefined),
        () => undefined,
      );
      return { refusal: 'unavailable' };
    }
  }

  /**
   * Puts what a call cost in the place of its reservation. Comes back when that is done, or after a second: then it goes
   * on behind the caller's back. Never rejects; where it fails for good, the worst case counts.
   *
   * @param calls 0 when the model was not asked after all
   */
  async settle(reservation: Reservation, paidNano: number, calls: 0 | 1 = 1): Promise<void> {
    const settling = this.putInPlace(reservation, paidNano, calls);
    await withDeadline(settling, budgetFigures.settlePatienceMs).catch(() => undefined);
  }

  private async putInPlace(reservation: Reservation, paidNano: number, calls: 0 | 1): Promise<void> {
    const { id, gameId, kind } = reservation;
    try {
      const answer = await this.budgets.settle(id, paidNano, calls, this.defaults);
      if (!answer) return;
      this.learn(reservation, answer.game.budgetNano, answer.game.budgetNano - answer.game.spentNano);
      this.alerts.spent(reservation, answer, this.platformNano);
    } catch (error) {
      this.logger.error({ err: error, gameId, kind }, 'a model call counts at its worst case');
    }
  }

  /** What the cheapest call that was asked for today would have reserved, as far as this process knows; null for none. */
  leastAskedNano(gameId: string, kind: LlmKind): number | null {
    const known = this.knownDay === this.today() ? this.known.get(keyOf(gameId, kind)) : undefined;
    return known?.leastNano ?? null;
  }

  /** Today's balances of a game, as they are at this moment. */
  async balances(gameId: string): Promise<DayBalances & { readonly day: string }> {
    const day = this.today();
    return { day, ...(await this.budgets.day(day, gameId, this.defaults)) };
  }

  private learn({ day, gameId, kind, worstNano }: Reservation, nano: number, leftNano: number): void {
    if (day < this.knownDay) return;
    if (day > this.knownDay) this.known.clear();
    this.knownDay = day;
    const key = keyOf(gameId, kind);
    const known = this.known.get(key);
    if (known?.budgetNano !== nano) {
      this.known.set(key, { budgetNano: nano, leftNano, leastNano: worstNano });
      return;
    }
    known.leftNano = Math.min(known.leftNano, leftNano);
    known.leastNano = Math.min(known.leastNano, worstNano);
  }
}

function keyOf(gameId: string, kind: LlmKind): string {
  return `${gameId} ${kind}`;
}
