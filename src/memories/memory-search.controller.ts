import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { playerIdParam } from '../players/player.schemas.js';
import {
  contextRequestSchema,
  foundMemoriesSchema,
  memoryContextSchema,
  searchMemoriesSchema,
  type ContextRequest,
  type SearchMemories,
} from './memory-search.schemas.js';
import { MemorySearchService } from './memory-search.service.js';

@ApiTags('Memories')
@Controller('players/:playerId/memories')
export class MemorySearchController {
  constructor(private readonly searching: MemorySearchService) {}

  @Post('search')
  @HttpCode(200)
  @Documented({
    summary: "Search a player's memories",
    description: 'By keywords and vectors together; what is found becomes stronger, at most once in five minutes.',
    success: { 200: { description: 'The memories that answer, best first.', schema: foundMemoriesSchema } },
    problems: [400, 404, 413, 415],
  })
  search(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Body({ schema: searchMemoriesSchema }) body: SearchMemories,
  ) {
    return this.searching.search(principal, playerId, body);
  }

  @Post('context')
  @HttpCode(200)
  @Documented({
    summary: 'Recall different memories about a text or an event, as a block for a prompt',
    success: { 200: { description: 'The memories and the block.', schema: memoryContextSchema } },
    problems: [400, 404, 413, 415],
  })
  context(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Body({ schema: contextRequestSchema }) body: ContextRequest,
  ) {
    return this.searching.context(principal, playerId, body);
  }
}
