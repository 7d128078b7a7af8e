import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminOnly } from '../auth/auth.decorators.js';
import { Documented } from '../common/openapi.decorators.js';
import {
  backfillSchema,
  runIdParam,
  startBackfillSchema,
  startedBackfillSchema,
  type StartBackfill,
} from './aggregation.schemas.js';
import { BackfillService } from './backfill.service.js';

@ApiTags('Analytics')
@Controller('analytics/aggregations')
@AdminOnly()
export class AggregationController {
  constructor(private readonly backfills: BackfillService) {}

  @Post()
  @HttpCode(202)
  @Documented({
    summary: 'Build closed hours or days again',
    description:
      'In the background, and further after a restart. The rows are counted anew from what is stored now: ' +
      'events of players who were erased since are no longer in them.',
    success: { 202: { description: 'The run.', schema: startedBackfillSchema } },
    problems: [400, 403, 413, 415],
  })
  start(@Body({ schema: startBackfillSchema }) body: StartBackfill) {
    return this.backfills.start(body);
  }

  @Get(':runId')
  @Documented({
    summary: 'How far an aggregation run is',
    success: { 200: { description: 'The run.', schema: backfillSchema } },
    problems: [400, 403, 404],
  })
  read(@Param('runId', { schema: runIdParam }) runId: string) {
    return this.backfills.read(runId);
  }

  @Delete(':runId')
  @Documented({
    summary: 'Cancel an aggregation run',
    description: 'It ends after the day it is at; what it has built stays.',
    success: { 200: { description: 'The run, cancelled.', schema: backfillSchema } },
    problems: [400, 403, 404, 409],
  })
  cancel(@Param('runId', { schema: runIdParam }) runId: string) {
    return this.backfills.cancel(runId);
  }
}
