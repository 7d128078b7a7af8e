import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DAY_MS, utcDate } from '../common/time.rules.js';
import { BudgetRepository } from './budget.repository.js';
import { budgetFigures } from './budget.tables.js';

/** Reservations counted in one statement: short enough not to hold a budget up. */
const BATCH_ROWS = 1_000;

/**
 * Keeps the books tidy. It changes nothing about what may be spent: a reservation that is never settled, because its
 * process died, counts for the budget as it stands; this shows it as spent.
 */
@Injectable()
export class BudgetExpiry {
  constructor(
    private readonly budgets: BudgetRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts what was not settled in time as spent, at its worst case; how many calls that were. */
  async expire(): Promise<number> {
    let [expired, last] = [0, BATCH_ROWS];
    while (last === BATCH_ROWS) {
      last = await this.budgets.expire(this.clock.now(), BATCH_ROWS);
      expired += last;
    }
    return expired;
  }

  /** Removes days that nobody asks for any more. */
  async forget(): Promise<void> {
    const kept = new Date(this.clock.now().getTime() - budgetFigures.keptDays * DAY_MS);
    await this.budgets.forgetBefore(utcDate(kept));
  }
}
