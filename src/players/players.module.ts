import { Module } from '@nestjs/common';
import { GamesModule } from '../games/games.module.js';
import { ErasureListeners } from './erasure-listeners.js';
import { ErasureRepository } from './erasure.repository.js';
import { ErasureService } from './erasure.service.js';
import { PlayerController } from './player.controller.js';
import { PlayerMaking } from './player-making.js';
import { PlayerRepository } from './player.repository.js';
import { PlayerService } from './player.service.js';

@Module({
  imports: [GamesModule],
  controllers: [PlayerController],
  providers: [PlayerRepository, PlayerMaking, PlayerService, ErasureRepository, ErasureListeners, ErasureService],
  exports: [PlayerService, ErasureListeners],
})
export class PlayersModule {}
