import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { budgetGameParam, budgetSchema } from './budget.schemas.js';
import { BudgetViewService } from './budget-view.service.js';

@ApiTags('Games')
@Controller('games/:gameId/budget')
export class BudgetController {
  constructor(private readonly budgets: BudgetViewService) {}

  @Get()
  @Documented({
    summary: 'What language models have cost a game today, and what they still may',
    description: 'As it is at this moment: a call is in it when its answer is out.',
    success: { 200: { description: "The day's budgets and the last hour's shares.", schema: budgetSchema } },
    problems: [400, 404],
  })
  read(@CurrentPrincipal() principal: Principal, @Param('gameId', { schema: budgetGameParam }) gameId: string) {
    return this.budgets.read(principal, gameId);
  }
}
