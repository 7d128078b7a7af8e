import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { gameIdParam } from '../games/game.schemas.js';
import { playerIdParam } from '../players/player.schemas.js';
import { StreamAccess } from './stream-access.service.js';
import { StreamOpening } from './stream-opening.service.js';
import { RESUME_HEADER, STREAM_ANSWER, STREAM_DESCRIPTION } from './streams.schemas.js';

@ApiTags('Events')
@Controller()
export class StreamsController {
  constructor(
    private readonly access: StreamAccess,
    private readonly openings: StreamOpening,
  ) {}

  @Get('players/:playerId/stream')
  @ApiHeader(RESUME_HEADER)
  @Documented({
    summary: "Listen to a player's reactions as they come",
    description: STREAM_DESCRIPTION,
    success: { 200: STREAM_ANSWER },
    problems: [400, 404, 409],
  })
  async ofPlayer(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Req() request: Request,
    @Res() response: Response,
  ) {
    await this.openings.open(principal, await this.access.ofPlayer(principal, playerId), request, response);
  }

  @Get('games/:gameId/stream')
  @ApiHeader(RESUME_HEADER)
  @Documented({
    summary: "Listen to the reactions of all of a game's players as they come",
    description: STREAM_DESCRIPTION,
    success: { 200: STREAM_ANSWER },
    problems: [400, 404, 409],
  })
  async ofGame(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Req() request: Request,
    @Res() response: Response,
  ) {
    await this.openings.open(principal, await this.access.ofGame(principal, gameId), request, response);
  }
}
