import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { NDJSON } from '../common/body.middleware.js';
import { Documented } from '../common/openapi.decorators.js';
import { startedStream } from '../common/started-stream.js';
import { ErasureService } from './erasure.service.js';
import {
  createPlayerSchema,
  erasureSchema,
  patchPlayerSchema,
  playerIdParam,
  playerListQuery,
  playerListSchema,
  playerQuery,
  playerSchema,
  type CreatePlayer,
  type PatchPlayer,
  type PlayerListQuery,
} from './player.schemas.js';
import { PlayerService } from './player.service.js';

@ApiTags('Players')
@Controller('players')
export class PlayerController {
  constructor(
    private readonly players: PlayerService,
    private readonly erasures: ErasureService,
  ) {}

  @Post()
  @Documented({
    summary: 'Make a player, or find the one with this externalId',
    success: {
      201: { description: 'A new player.', schema: playerSchema },
      200: { description: 'The player who has this externalId already.', schema: playerSchema },
    },
    problems: [400, 404, 409, 413, 415],
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createPlayerSchema }) body: CreatePlayer,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { player, created } = await this.players.create(principal, body);
    response.status(created ? 201 : 200);
    return player;
  }

  @Get()
  @Documented({
    summary: 'List players, newest first',
    success: { 200: { description: 'A page of players.', schema: playerListSchema } },
    problems: [400, 404],
  })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: playerListQuery }) query: PlayerListQuery) {
    return this.players.list(principal, query);
  }

  @Get(':playerId')
  @Documented({
    summary: "Read a player: the companion's mood, the affinity, the newest memories",
    success: { 200: { description: 'The player.', schema: playerSchema } },
    problems: [400, 404],
  })
  read(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Query({ schema: playerQuery }) query: { fields?: string },
  ) {
    return this.players.read(principal, playerId, query.fields);
  }

  @Patch(':playerId')
  @Documented({
    summary: 'Change a player (merge patch)',
    success: { 200: { description: 'The player as it is now.', schema: playerSchema } },
    problems: [400, 404, 413, 415],
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Body({ schema: patchPlayerSchema }) body: PatchPlayer,
  ) {
    return this.players.patch(principal, playerId, body);
  }

  @Delete(':playerId')
  @Documented({
    summary: 'Erase a player',
    description:
      'Removes events, memories, vectors and cache entries; metrics stay without the player. Requests under way for the player are refused with 404. One that comes after the receipt with the `externalId` makes a new player: stop sending first.',
    success: { 200: { description: 'The receipt.', schema: erasureSchema } },
    problems: [400, 404],
  })
  erase(@CurrentPrincipal() principal: Principal, @Param('playerId', { schema: playerIdParam }) playerId: string) {
    return this.erasures.erase(principal, playerId);
  }

  @Get(':playerId/export')
  @Header('Cache-Control', 'no-store')
  @Documented({
    summary: 'Export all that is held on a player',
    description: 'NDJSON, streamed: one JSON object a line, each with its `kind`.',
    success: { 200: { description: 'The lines.', text: NDJSON } },
    problems: [400, 404],
  })
  async export(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
  ) {
    const lines = await startedStream(this.erasures.export(principal, playerId));
    return new StreamableFile(Readable.from(lines, { objectMode: false }), { type: NDJSON });
  }
}
