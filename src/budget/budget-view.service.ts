import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { DAY_MS } from '../common/time.rules.js';
import { GameService } from '../games/game.service.js';
import { LLM_PROVIDER, type LlmProvider } from '../providers/llm/llm.port.js';
import { blockedBy, type Purse } from './blocked-by.rules.js';
import type { BudgetView } from './budget.schemas.js';
import { BudgetService } from './budget.service.js';
import { LLM_SHARES, shareFigures } from './budget.tables.js';
import type { Balance } from './budget.types.js';
import type { LlmKind } from './llm-gate.port.js';
import { LlmShares } from './llm-shares.service.js';
import { usdOf } from './money.rules.js';

/** Shows what a game may still spend on language models today. */
@Injectable()
export class BudgetViewService {
  constructor(
    private readonly games: GameService,
    private readonly budget: BudgetService,
    private readonly shares: LlmShares,
    @Inject(LLM_PROVIDER) private readonly provider: LlmProvider | null,
  ) {}

  async read(principal: Principal, gameId: string): Promise<BudgetView> {
    const game = await this.games.accessible(principal, gameId);
    const { day, emotion, dialogue, platform } = await this.budget.balances(gameId);
    const { platformNano } = this.budget;
    const isEnabled = game.config.llmEnabled !== false;
    const common = platformNano === null ? null : purseOf(platform, platformNano);
    const kindView = async (kind: LlmKind, balance: Balance & { readonly budgetNano: number }) => {
      const lastHour = await this.lastHour(gameId, kind);
      const nextCall = this.nextCall(gameId, kind, {
        isEnabled,
        own: purseOf(balance, balance.budgetNano),
        platform: common,
      });
      return { ...balanceView(balance, balance.budgetNano), nextCall, lastHour };
    };
    return {
      gameId,
      day,
      resetsAt: new Date(Date.parse(day) + DAY_MS).toISOString(),
      kinds: {
        emotion: await kindView('emotion', emotion),
        dialogue: await kindView('dialogue', dialogue),
      },
      ...(principal.scope === 'admin' ? { platform: balanceView(platform, platformNano) } : {}),
      llmEnabled: isEnabled,
      provider: this.provider?.name ?? null,
      model: this.provider?.model ?? null,
    };
  }

  private nextCall(
    gameId: string,
    kind: LlmKind,
    known: { readonly isEnabled: boolean; readonly own: Purse; readonly platform: Purse | null },
  ): BudgetView['kinds'][LlmKind]['nextCall'] {
    const leastNano = this.budget.leastAskedNano(gameId, kind);
    const isConfigured = this.provider !== null;
    const isCircuitOpen = this.provider?.circuit === 'open';
    const isWithinShare = this.shares.mayCall(gameId, kind);
    const block = blockedBy({ ...known, isConfigured, isCircuitOpen, isWithinShare, leastNano });
    return { leastUsd: orNull(leastNano), blockedBy: block };
  }

  private async lastHour(gameId: string, kind: LlmKind): Promise<BudgetView['kinds'][LlmKind]['lastHour']> {
    const { requests, calls } = await this.shares.hour(gameId, kind);
    const share = calls / Math.max(requests, shareFigures.leastRequests);
    return { requests, llmCalls: calls, share, ...LLM_SHARES[kind] };
  }
}

function balanceView<Nano extends number | null>({ spentNano, reservedNano }: Balance, budgetNano: Nano) {
  const leftNano = budgetNano === null ? null : purseOf({ spentNano, reservedNano }, budgetNano).leftNano;
  return {
    budgetUsd: orNull(budgetNano) as Nano,
    spentUsd: usdOf(spentNano),
    reservedUsd: usdOf(reservedNano),
    leftUsd: orNull(leftNano) as Nano,
  };
}

function purseOf({ spentNano, reservedNano }: Balance, budgetNano: number): Purse {
  return { budgetNano, leftNano: Math.max(0, budgetNano - spentNano - reservedNano) };
}

function orNull(nano: number | null): number | null {
  return nano === null ? null : usdOf(nano);
}
