import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminOnly, CurrentPrincipal } from '../auth/auth.decorators.js';
import { KeyService } from '../auth/key.service.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import {
  createKeySchema,
  gameIdParam,
  issuedKeySchema,
  keyListQuery,
  keyListSchema,
  type CreateKey,
  type KeyListQuery,
} from './game.schemas.js';
import { GameService } from './game.service.js';

@ApiTags('Games')
@Controller('games/:gameId/keys')
export class GameKeyController {
  constructor(
    private readonly games: GameService,
    private readonly keys: KeyService,
  ) {}

  @Post()
  @AdminOnly()
  @Documented({
    summary: 'Issue a key',
    success: { 201: { description: 'The key; the secret is shown this once.', schema: issuedKeySchema } },
    problems: [400, 403, 404, 409, 413, 415],
  })
  issue(@Param('gameId', { schema: gameIdParam }) gameId: string, @Body({ schema: createKeySchema }) body: CreateKey) {
    return this.games.issueKey(gameId, body);
  }

  @Get()
  @Documented({
    summary: "List a game's keys, newest first, without their secrets",
    success: { 200: { description: 'A page of keys.', schema: keyListSchema } },
    problems: [400, 404],
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Query({ schema: keyListQuery }) query: KeyListQuery,
  ) {
    await this.games.accessible(principal, gameId);
    return this.keys.list(gameId, query);
  }

  @Delete(':keyId')
  @AdminOnly()
  @HttpCode(204)
  @Documented({
    summary: 'Revoke a key',
    description: 'It stops working at once on every instance.',
    success: { 204: { description: 'Revoked.' } },
    problems: [400, 403, 404],
  })
  revoke(
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Param('keyId', { schema: gameIdParam }) keyId: string,
  ): Promise<void> {
    return this.keys.revoke(gameId, keyId);
  }
}
