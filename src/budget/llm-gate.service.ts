import { Inject, Injectable, Optional } from '@nestjs/common';
import { LLM_PROVIDER, type LlmProvider } from '../providers/llm/llm.port.js';
import type { GateOutcome, GateRefusal, LlmGate } from './llm-gate.port.js';

/** Lets nothing through while the budgets are not there to be asked. */
@Injectable()
export class LlmGateService implements LlmGate {
  constructor(@Optional() @Inject(LLM_PROVIDER) private readonly provider: LlmProvider | null) {}

  countRequest(): void {}

  mayAsk(): Promise<GateRefusal | null> {
    return Promise.resolve(this.refusal());
  }

  ask(): Promise<GateOutcome> {
    return Promise.resolve({ asked: false, refusal: this.refusal(), costUsd: 0 });
  }

  private refusal(): GateRefusal {
    return this.provider ? 'unavailable' : 'not_configured';
  }
}
