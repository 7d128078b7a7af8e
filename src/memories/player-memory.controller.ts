import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { playerIdParam } from '../players/player.schemas.js';
import { MemoryChangingService } from './memory-changing.service.js';
import { MemoryReadingService } from './memory-reading.service.js';
import { MemoryWritingService } from './memory-writing.service.js';
import {
  createdMemoriesSchema,
  createMemoriesSchema,
  createMemorySchema,
  deletedMemoriesSchema,
  deleteMemoriesQuery,
  memoryListQuery,
  memoryListSchema,
  memorySchema,
  type CreateMemories,
  type CreateMemory,
  type DeleteMemoriesQuery,
  type MemoryListQuery,
} from './memory.schemas.js';

@ApiTags('Memories')
@Controller('players/:playerId/memories')
export class PlayerMemoryController {
  constructor(
    private readonly writing: MemoryWritingService,
    private readonly reading: MemoryReadingService,
    private readonly changing: MemoryChangingService,
  ) {}

  @Post()
  @Documented({
    summary: 'Remember something',
    description: 'A text that says what a memory of this type says already makes that one stronger.',
    success: {
      201: { description: 'A new memory.', schema: memorySchema },
      200: { description: 'The standing memory, reinforced.', schema: memorySchema },
    },
    problems: [400, 404, 413, 415],
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Body({ schema: createMemorySchema }) body: CreateMemory,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { memory, created } = await this.writing.create(principal, playerId, body);
    response.status(created ? 201 : 200);
    return memory;
  }

  @Post('batch')
  @HttpCode(200)
  @Documented({
    summary: 'Remember up to 100 things at once, all or none',
    success: { 200: { description: 'What became of each, in order.', schema: createdMemoriesSchema } },
    problems: [400, 404, 413, 415],
  })
  createMany(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Body({ schema: createMemoriesSchema }) body: CreateMemories,
  ) {
    return this.writing.createMany(principal, playerId, body.memories);
  }

  @Get()
  @Documented({
    summary: "List a player's memories",
    success: { 200: { description: 'A page of memories.', schema: memoryListSchema } },
    problems: [400, 404],
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Query({ schema: memoryListQuery }) query: MemoryListQuery,
  ) {
    return this.reading.list(principal, playerId, query);
  }

  @Delete()
  @Documented({
    summary: 'Remove old or unimportant memories',
    description: 'Give one bound or both; with both, a memory must lie within both. Pinned memories stay.',
    success: { 200: { description: 'How many went.', schema: deletedMemoriesSchema } },
    problems: [400, 404],
  })
  removeMany(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Query({ schema: deleteMemoriesQuery }) query: DeleteMemoriesQuery,
  ) {
    return this.changing.removeMany(principal, playerId, query);
  }
}
