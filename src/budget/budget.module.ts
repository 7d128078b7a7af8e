import { Module } from '@nestjs/common';
import { GamesModule } from '../games/games.module.js';
import { LLM_GATE } from './llm-gate.port.js';
import { LlmGateService } from './llm-gate.service.js';

/** The one way to a language model: `@Inject(LLM_GATE) gate: LlmGate`. */
@Module({
  imports: [GamesModule],
  providers: [LlmGateService, { provide: LLM_GATE, useExisting: LlmGateService }],
  exports: [LLM_GATE],
})
export class BudgetModule {}
