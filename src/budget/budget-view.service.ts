import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { DAY_MS } from '../common/time.rules.js';
import { GameService } from '../games/game.service.js';
import { LLM_PROVIDER, type LlmProvider } from '../providers/llm/llm.port.js';
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
    return {
      gameId,
      day,
      resetsAt: new Date(Date.parse(day) + DAY_MS).toISOString(),
      kinds: {
        emotion: { ...balanceView(emotion, emotion.budgetNano), lastHour: await this.lastHour(gameId, 'emotion') },
        dialogue: { ...balanceView(dialogue, dialogue.budgetNano), lastHour: await this.lastHour(gameId, 'dialogue') },
      },
      ...(principal.scope === 'admin' ? { platform: balanceView(platform, platformNano) } : {}),
      llmEnabled: game.config.llmEnabled !== false,
      provider: this.provider?.name ?? null,
      model: this.provider?.model ?? null,
    };
  }

  private async lastHour(gameId: string, kind: LlmKind): Promise<BudgetView['kinds'][LlmKind]['lastHour']> {
    const { requests, calls } = await this.shares.hour(gameId, kind);
    const share = calls / Math.max(requests, shareFigures.leastRequests);
    return { requests, llmCalls: calls, share, ...LLM_SHARES[kind] };
  }
}

function balanceView<Nano extends number | null>({ spentNano, reservedNano }: Balance, budgetNano: Nano) {
  const leftNano = budgetNano === null ? null : Math.max(0, budgetNano - spentNano - reservedNano);
  return {
    budgetUsd: orNull(budgetNano) as Nano,
    spentUsd: usdOf(spentNano),
    reservedUsd: usdOf(reservedNano),
    leftUsd: orNull(leftNano) as Nano,
  };
}

function orNull(nano: number | null): number | null {
  return nano === null ? null : usdOf(nano);
}
