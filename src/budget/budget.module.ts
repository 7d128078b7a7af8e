import { Module } from '@nestjs/common';
import { LOGGER, type AppLogger } from '../common/logger.js';
import { CONFIG, type Config } from '../config/env.js';
import { GamesModule } from '../games/games.module.js';
import { LlmModule } from '../providers/llm/llm.module.js';
import { BudgetAlerts } from './budget-alerts.js';
import { BudgetExpiry } from './budget-expiry.service.js';
import { BudgetGauge } from './budget-gauge.service.js';
import { BudgetViewService } from './budget-view.service.js';
import { BudgetController } from './budget.controller.js';
import { BudgetRepository } from './budget.repository.js';
import { BudgetSchedule } from './budget.schedule.js';
import { BudgetService } from './budget.service.js';
import { GateMeter } from './gate-meter.js';
import { LLM_GATE } from './llm-gate.port.js';
import { LlmGateService } from './llm-gate.service.js';
import { LlmShares } from './llm-shares.service.js';

/** The one way to a language model: `@Inject(LLM_GATE) gate: LlmGate`. */
@Module({
  imports: [GamesModule, LlmModule],
  controllers: [BudgetController],
  providers: [
    BudgetRepository,
    BudgetAlerts,
    BudgetService,
    BudgetExpiry,
    BudgetGauge,
    BudgetViewService,
    LlmShares,
    GateMeter,
    LlmGateService,
    { provide: LLM_GATE, useExisting: LlmGateService },
    {
      provide: BudgetSchedule,
      inject: [CONFIG, BudgetExpiry, LOGGER],
      useFactory: (config: Config, expiry: BudgetExpiry, logger: AppLogger) =>
        config.SCHEDULER_ENABLED ? new BudgetSchedule(expiry, logger) : null,
    },
  ],
  exports: [LLM_GATE],
})
export class BudgetModule {}
