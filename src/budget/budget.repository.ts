import { Injectable } from '@nestjs/common';
import { PrismaService, type RetryOptions } from '../prisma/prisma.service.js';
import { EXPIRE, FORGET_DAYS, OPEN_DAY, READ_DAY, READ_KINDS, RESERVE, SAY_USED_UP, SETTLE } from './budget.sql.js';
import { BUDGET_SETTING, budgetFigures, PLATFORM_ID } from './budget.tables.js';
import type {
  Balance,
  BudgetOwner,
  DayBalances,
  Limits,
  ReserveAnswer,
  Reservation,
  SettleAnswer,
} from './budget.types.js';
import type { LlmKind } from './llm-gate.port.js';

/** Both kinds' budgets where the game has none of its own, nano-dollars. */
export type DefaultBudgets = Readonly<Record<LlmKind, number>>;

interface ReserveRow {
  readonly verdict: ReserveAnswer['verdict'] | 'unopened';
  readonly budget: number;
  readonly spent: number;
  readonly reserved: number;
  readonly allSpent: number;
  readonly allReserved: number;
}

interface DayRow {
  readonly emotionBudget: number;
  readonly emotionSpent: number;
  readonly emotionReserved: number;
  readonly dialogueBudget: number;
  readonly dialogueSpent: number;
  readonly dialogueReserved: number;
  readonly allSpent: number;
  readonly allReserved: number;
}

const SETTINGS = [BUDGET_SETTING.emotion, BUDGET_SETTING.dialogue] as const;
/** A settling is done once however often it is tried: the reservation is gone after the first. */
const UNTIL_SETTLED: RetryOptions = {
  idempotent: true,
  maxRetries: budgetFigures.settleRetries,
  deadlineMs: budgetFigures.settleDeadlineMs,
};

@Injectable()
export class BudgetRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Reserves the worst case if game and platform can pay for it, or says what stands against it, in one step. */
  async reserve(reservation: Reservation, limits: Limits): Promise<ReserveAnswer> {
    const { id, day, gameId, kind, worstNano, expiresAt } = reservation;
    const { defaultNano, platformNano } = limits;
    const params = [day, gameId, kind, BUDGET_SETTING[kind], defaultNano, platformNano, id, worstNano, expiresAt];
    let rows = await this.prisma.query<ReserveRow>('llm_budget_reserve', RESERVE, params);
    if (rows[0]?.verdict === 'unopened') {
      await this.prisma.query('llm_budget_open', OPEN_DAY, [day, gameId, kind]);
      rows = await this.prisma.query<ReserveRow>('llm_budget_reserve', RESERVE, params);
    }
    const [row] = rows;
    if (row === undefined || row.verdict === 'unopened') throw new Error('The rows of a budget are gone');
    return {
      verdict: row.verdict,
      game: { budgetNano: row.budget, spentNano: row.spent, reservedNano: row.reserved },
      platform: { spentNano: row.allSpent, reservedNano: row.allReserved },
    };
  }

  /**
   * Puts what was paid in the place of a reservation; tried again for as long as it has not ended.
   *
   * @param calls 1, or 0 when the model was not asked
   * @returns null when the reservation was over: then it is counted as spent, or was settled before
   */
  async settle(id: string, paidNano: number, calls: 0 | 1, defaults: DefaultBudgets): Promise<SettleAnswer | null> {
    const params = [id, paidNano, calls, ...SETTINGS, defaults.emotion, defaults.dialogue];
    const settle = () =>
      this.prisma.query<{ spent: number; allSpent: number; budget: number }>('llm_budget_settle', SETTLE, params);
    const [row] = await this.prisma.executeWithRetry(settle, UNTIL_SETTLED);
    if (!row) return null;
    return {
      game: { budgetNano: row.budget, spentNano: row.spent, beforeNano: row.spent - paidNano },
      platform: { spentNano: row.allSpent, beforeNano: row.allSpent - paidNano },
    };
  }

  /** Counts reservations that have ended as spent; how many. */
  async expire(now: Date, limit: number): Promise<number> {
    const [row] = await this.prisma.query<{ expired: number }>('llm_budget_expire', EXPIRE, [now, limit]);
    return row?.expired ?? 0;
  }

  async day(day: string, gameId: string, defaults: DefaultBudgets): Promise<DayBalances> {
    const params = [day, gameId, ...SETTINGS, defaults.emotion, defaults.dialogue];
    const read = () => this.prisma.query<DayRow>('llm_budget_day', READ_DAY, params);
    const [row] = await this.prisma.executeWithRetry(read, { idempotent: true });
    if (!row) throw new Error('A statement without a condition has answered nothing');
    return {
      emotion: { budgetNano: row.emotionBudget, spentNano: row.emotionSpent, reservedNano: row.emotionReserved },
      dialogue: { budgetNano: row.dialogueBudget, spentNano: row.dialogueSpent, reservedNano: row.dialogueReserved },
      platform: { spentNano: row.allSpent, reservedNano: row.allReserved },
    };
  }

  /** A day of all games by kind. */
  async kinds(day: string): Promise<readonly (Balance & { readonly kind: LlmKind })[]> {
    const rows = await this.prisma.query<{ kind: LlmKind; spent: number; reserved: number }>(
      'llm_budget_kinds',
      READ_KINDS,
      [day],
    );
    return rows.map(({ kind, spent, reserved }) => ({ kind, spentNano: spent, reservedNano: reserved }));
  }

  /** Whether this is the first to say that a budget of this size is used up today, over all instances. */
  async sayUsedUp(day: string, owner: BudgetOwner, nano: number): Promise<boolean> {
    const [gameId, kind] = owner === 'platform' ? [PLATFORM_ID, 'all'] : [owner.gameId, owner.kind];
    const rows = await this.prisma.query('llm_budget_used_up', SAY_USED_UP, [day, gameId, kind, nano]);
    return rows.length > 0;
  }

  async forgetBefore(day: string): Promise<void> {
    await this.prisma.query('llm_budget_forget', FORGET_DAYS, [day]);
  }
}
