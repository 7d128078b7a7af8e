import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { playerIdParam } from '../players/player.schemas.js';
import { reflectionsSchema } from './reflection.schemas.js';
import { ReflectionService } from './reflection.service.js';

@ApiTags('Memories')
@Controller('players/:playerId/memories')
export class ReflectionController {
  constructor(private readonly reflections: ReflectionService) {}

  @Post('reflect')
  @HttpCode(200)
  @Documented({
    summary: "Reflect on what a player's companion has not thought over yet",
    description:
      'When the importance of the memories since the last time adds up to more than 15, up to three insights become memories of type reflection. It also happens each night.',
    success: { 200: { description: 'The reflections made.', schema: reflectionsSchema } },
    problems: [400, 404],
  })
  reflect(@CurrentPrincipal() principal: Principal, @Param('playerId', { schema: playerIdParam }) playerId: string) {
    return this.reflections.reflect(principal, playerId);
  }
}
