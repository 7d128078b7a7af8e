import { Inject, Injectable } from '@nestjs/common';
import { GameService } from '../games/game.service.js';
import { LLM_PROVIDER, LlmError, type LlmProvider } from '../providers/llm/llm.port.js';
import { BudgetService } from './budget.service.js';
import { BUDGET_SETTING, budgetFigures, REQUEST_LIMIT_NANO } from './budget.tables.js';
import type { Reservation } from './budget.types.js';
import { GateMeter } from './gate-meter.js';
import type { GateOutcome, GateRefusal, GateRequest, LlmGate, LlmKind } from './llm-gate.port.js';
import { LlmShares, type ShareClaim } from './llm-shares.service.js';
import { budgetNano, costNano, priceOf, usdOf, type CallPrice } from './money.rules.js';

/** See {@link LlmGate}. */
@Injectable()
export class LlmGateService implements LlmGate {
  constructor(
    @Inject(LLM_PROVIDER) readonly provider: LlmProvider | null,
    private readonly games: GameService,
    private readonly shares: LlmShares,
    private readonly budget: BudgetService,
    private readonly meter: GateMeter,
  ) {}

  countRequest(gameId: string, kind: LlmKind): void {
    if (this.provider) this.shares.countRequest(gameId, kind);
  }

  async mayAsk(gameId: string, kind: LlmKind): Promise<GateRefusal | null> {
    if (!this.provider) return 'not_configured';
    const refusal = await this.refusalKnown(this.provider, gameId, kind);
    if (refusal === null && this.shares.mayCall(gameId, kind)) return null;
    return this.meter.refused(kind, refusal ?? 'share').refusal;
  }

  async ask(request: GateRequest): Promise<GateOutcome> {
    const { provider, meter } = this;
    const { gameId, kind } = request;
    if (!provider) return meter.refused(kind, 'not_configured');
    const startedAt = meter.nowMs();
    const price = priceOf(provider, request);
    const refusal = await this.refusalKnown(provider, gameId, kind, price.worstNano);
    if (refusal !== null) return meter.refused(kind, refusal);
    if (price.worstNano > REQUEST_LIMIT_NANO[kind]) return meter.refused(kind, 'request_limit');
    const claim = request.ignoreShare === true ? undefined : await this.shares.claim(gameId, kind);
    if (claim === null) return meter.refused(kind, 'share');
    const reserved = await this.budget.reserve(gameId, kind, price.worstNano, request.timeoutMs);
    if ('refusal' in reserved) {
      this.takeBack(request, claim);
      return meter.refused(kind, reserved.refusal);
    }
    const timeoutMs = Math.floor(request.timeoutMs - (meter.nowMs() - startedAt));
    if (timeoutMs < budgetFigures.leastCallMs) {
      this.takeBack(request, claim);
      await this.budget.settle(reserved.reservation, 0, 0);
      return meter.refused(kind, 'too_late');
    }
    const outcome = await this.call(provider, { ...request, timeoutMs }, reserved.reservation, price);
    if (!outcome.asked) this.takeBack(request, claim);
    return outcome;
  }

  /** The cheap checks, in process: cached settings and what is known of the day. */
  private async refusalKnown(
    provider: LlmProvider,
    gameId: string,
    kind: LlmKind,
    worstNano?: number,
  ): Promise<GateRefusal | null> {
    try {
      const config = await this.games.configOf(gameId);
      if (config.llmEnabled === false) return 'disabled';
      if (provider.circuit === 'open') return 'circuit_open';
      const ownUsd = config[BUDGET_SETTING[kind]];
      const ownNano = ownUsd === undefined ? undefined : budgetNano(ownUsd);
      return this.budget.refusalKnown(gameId, kind, ownNano, worstNano);
    } catch {
      return 'unavailable';
    }
  }

  private async call(
    provider: LlmProvider,
    request: GateRequest,
    reservation: Reservation,
    price: CallPrice,
  ): Promise<GateOutcome> {
    const { meter } = this;
    const { kind } = request;
    const askedAt = meter.nowMs();
    try {
      const answer = await provider.complete(request);
      const latencyMs = meter.nowMs() - askedAt;
      const paidNano = this.paidNano(costNano(provider.costUsd(answer.usage)), request, price);
      await this.budget.settle(reservation, paidNano);
      meter.count(kind, 'answered');
      return { asked: true, answer, costUsd: usdOf(paidNano), latencyMs };
    } catch (error) {
      const latencyMs = meter.nowMs() - askedAt;
      const failure = error instanceof LlmError ? error.failure : 'connection';
      if (failure === 'circuit_open') {
        // It opened meanwhile, so nobody was asked.
        await this.budget.settle(reservation, 0, 0);
        return meter.refused(kind, failure);
      }
      // What a provider says nothing of may have been billed whole.
      const billed = error instanceof LlmError ? billedNano(provider, error.billed, price) : price.worstNano;
      const paidNano = this.paidNano(billed, request, price);
      await this.budget.settle(reservation, paidNano);
      meter.count(kind, failure);
      return { asked: true, failure, costUsd: usdOf(paidNano), latencyMs };
    }
  }

  /** No call costs more than its worst case: a host that says so has counted wrongly, and would end the day's budget. */
  private paidNano(nano: number, { gameId, kind }: GateRequest, { worstNano }: CallPrice): number {
    if (nano <= worstNano) return nano;
    this.meter.overcharged(gameId, kind, nano, worstNano);
    return worstNano;
  }

  private takeBack({ gameId, kind }: GateRequest, claim: ShareClaim | undefined): void {
    if (claim) this.shares.release(gameId, kind, claim);
  }
}

function billedNano(provider: LlmProvider, billed: LlmError['billed'], price: CallPrice): number {
  if (billed === 'nothing') return 0;
  return billed === 'input' ? price.inputNano : costNano(provider.costUsd(billed));
}
