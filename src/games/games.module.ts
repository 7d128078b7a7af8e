import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { GameController } from './game.controller.js';
import { GameKeyController } from './game-key.controller.js';
import { GameRepository } from './game.repository.js';
import { GameService } from './game.service.js';

@Module({
  imports: [AuthModule],
  controllers: [GameController, GameKeyController],
  providers: [GameRepository, GameService],
  exports: [GameService],
})
export class GamesModule {}
