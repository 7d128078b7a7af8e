import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { BudgetModule } from '../budget/budget.module.js';
import { GamesModule } from '../games/games.module.js';
import { PlayersModule } from '../players/players.module.js';
import { EmotionController } from './emotion.controller.js';
import { EmotionJudge } from './emotion-judge.service.js';
import { EmotionRepository } from './emotion.repository.js';
import { EmotionService } from './emotion.service.js';
import { EmotionSubjects } from './emotion-subjects.js';

@Module({
  imports: [PlayersModule, GamesModule, ServiceMetricsModule, BudgetModule],
  controllers: [EmotionController],
  providers: [EmotionRepository, EmotionSubjects, EmotionJudge, EmotionService],
  exports: [EmotionJudge],
})
export class EmotionModule {}
