import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { NDJSON } from '../common/body.middleware.js';
import { Documented } from '../common/openapi.decorators.js';
import { playerIdParam } from '../players/player.schemas.js';
import { EventBatchService } from './event-batch.service.js';
import { EventListingService } from './event-listing.service.js';
import {
  batchAnswerSchema,
  batchSchema,
  eventListQuery,
  eventListSchema,
  postEventSchema,
  reactionSchema,
  type EventListQuery,
  type PostEvent,
} from './event.schemas.js';
import { EventService } from './event.service.js';

@ApiTags('Events')
@Controller()
export class EventController {
  constructor(
    private readonly events: EventService,
    private readonly batches: EventBatchService,
    private readonly listing: EventListingService,
  ) {}

  @Post('events')
  @Documented({
    summary: 'An event in, the reaction out: the main job',
    success: {
      201: { description: 'The reaction.', schema: reactionSchema },
      200: { description: 'This eventId was seen: the first reaction again.', schema: reactionSchema },
    },
    problems: [400, 404, 409, 413, 415],
  })
  async post(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: postEventSchema }) body: PostEvent,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { reaction, isNew } = await this.events.post(principal, body);
    response.status(isNew ? 201 : 200);
    return reaction;
  }

  @Post('events/batch')
  @HttpCode(200)
  @ApiConsumes('application/json', NDJSON)
  @Documented({
    summary: 'Up to 1,000 events at once',
    description:
      'JSON, or NDJSON with one event a line; gzip welcome. Rules only: no line is chosen and no model is asked. One bad event does not spoil the rest. Each event has the fields of POST /events but respond, language, receipt and llm.',
    success: { 200: { description: 'What became of each event.', schema: batchAnswerSchema } },
    problems: [400, 413, 415],
  })
  postBatch(@CurrentPrincipal() principal: Principal, @Body({ schema: batchSchema }) body: { events: unknown[] }) {
    return this.batches.post(principal, body.events);
  }

  @Get('players/:playerId/events')
  @Documented({
    summary: "List a player's events, what happened last first",
    success: { 200: { description: 'A page of events.', schema: eventListSchema } },
    problems: [400, 404],
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param('playerId', { schema: playerIdParam }) playerId: string,
    @Query({ schema: eventListQuery }) query: EventListQuery,
  ) {
    return this.listing.list(principal, playerId, query);
  }
}
