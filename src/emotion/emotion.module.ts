import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { GamesModule } from '../games/games.module.js';
import { PlayersModule } from '../players/players.module.js';
import { EmotionController } from './emotion.controller.js';
import { EmotionRepository } from './emotion.repository.js';
import { EmotionService } from './emotion.service.js';

@Module({
  imports: [PlayersModule, GamesModule, ServiceMetricsModule],
  controllers: [EmotionController],
  providers: [EmotionRepository, EmotionService],
})
export class EmotionModule {}
