import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminOnly, CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import {
  createGameSchema,
  createdGameSchema,
  gameIdParam,
  gameListQuery,
  gameListSchema,
  gameQuery,
  gameSchema,
  gameWithStatsSchema,
  patchGameSchema,
  type CreateGame,
  type GameListQuery,
  type PatchGame,
} from './game.schemas.js';
import { GameService } from './game.service.js';

@ApiTags('Games')
@Controller('games')
export class GameController {
  constructor(private readonly games: GameService) {}

  @Post()
  @AdminOnly()
  @Documented({
    summary: 'Register a game',
    success: {
      201: { description: 'The game, with its first key, which is shown this once.', schema: createdGameSchema },
    },
    problems: [400, 403, 413, 415],
  })
  create(@Body({ schema: createGameSchema }) body: CreateGame) {
    return this.games.create(body);
  }

  @Get()
  @AdminOnly()
  @Documented({
    summary: 'List games, newest first',
    success: { 200: { description: 'A page of games.', schema: gameListSchema } },
    problems: [400, 403],
  })
  list(@Query({ schema: gameListQuery }) query: GameListQuery) {
    return this.games.list(query);
  }

  @Get(':gameId')
  @Documented({
    summary: 'Read a game with its stats',
    success: { 200: { description: 'The game.', schema: gameWithStatsSchema } },
    problems: [400, 404],
  })
  read(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Query({ schema: gameQuery }) query: { fields?: string },
  ) {
    return this.games.read(principal, gameId, query.fields);
  }

  @Patch(':gameId')
  @AdminOnly()
  @Documented({
    summary: 'Change a game (merge patch)',
    success: { 200: { description: 'The game as it is now.', schema: gameSchema } },
    problems: [400, 403, 404, 413, 415],
  })
  patch(@Param('gameId', { schema: gameIdParam }) gameId: string, @Body({ schema: patchGameSchema }) body: PatchGame) {
    return this.games.patch(gameId, body);
  }

  @Delete(':gameId')
  @AdminOnly()
  @HttpCode(204)
  @Documented({
    summary: 'Deactivate a game',
    description: 'Its data stays; its keys stop working at once on every instance.',
    success: { 204: { description: 'Deactivated.' } },
    problems: [400, 403, 404],
  })
  deactivate(@Param('gameId', { schema: gameIdParam }) gameId: string): Promise<void> {
    return this.games.deactivate(gameId);
  }
}
