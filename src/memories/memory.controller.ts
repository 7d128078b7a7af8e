import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { MemoryChangingService } from './memory-changing.service.js';
import { MemoryReadingService } from './memory-reading.service.js';
import { memoryIdParam, memoryQuery, memorySchema, patchMemorySchema, type PatchMemory } from './memory.schemas.js';

@ApiTags('Memories')
@Controller('memories')
export class MemoryController {
  constructor(
    private readonly reading: MemoryReadingService,
    private readonly changing: MemoryChangingService,
  ) {}

  @Get(':memoryId')
  @Documented({
    summary: 'Read a memory',
    success: { 200: { description: 'The memory.', schema: memorySchema } },
    problems: [400, 404],
  })
  read(
    @CurrentPrincipal() principal: Principal,
    @Param('memoryId', { schema: memoryIdParam }) memoryId: string,
    @Query({ schema: memoryQuery }) query: { fields?: string },
  ) {
    return this.reading.read(principal, memoryId, query.fields);
  }

  @Patch(':memoryId')
  @Documented({
    summary: 'Change a memory (merge patch)',
    success: { 200: { description: 'The memory as it is now.', schema: memorySchema } },
    problems: [400, 404, 409, 413, 415],
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param('memoryId', { schema: memoryIdParam }) memoryId: string,
    @Body({ schema: patchMemorySchema }) body: PatchMemory,
  ) {
    return this.changing.patch(principal, memoryId, body);
  }

  @Delete(':memoryId')
  @HttpCode(204)
  @Documented({
    summary: 'Remove a memory',
    success: { 204: { description: 'Removed.' } },
    problems: [400, 404],
  })
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('memoryId', { schema: memoryIdParam }) memoryId: string,
  ): Promise<void> {
    await this.changing.remove(principal, memoryId);
  }
}
