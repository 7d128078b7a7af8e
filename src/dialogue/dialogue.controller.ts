import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { CacheFor } from '../common/cache-for.decorator.js';
import { Documented } from '../common/openapi.decorators.js';
import { DialogueCatalogueService } from './dialogue-catalogue.service.js';
import { generateSchema, generatedSchema, languagesSchema, personasSchema, type Generate } from './dialogue.schemas.js';
import { LineStreams } from './line-stream.service.js';

/** Seconds: packs change with the release only. */
const CATALOGUE_MAX_AGE = 3600;

/** A line as it comes, made by a model. */
const STREAMED_LINE = `event: delta
data: {"text":"Dawnbreaker! After all those runs, "}

event: delta
data: {"text":"it is yours."}

event: done
data: {"text":"Dawnbreaker! After all those runs, it is yours.","method":"llm","language":"en","usedSpecialCase":true,"reasons":["legendary_rarity"],"memoryIds":[],"cacheHit":false,"costUsd":0.0004,"latencyMs":812.5}

`;

@ApiTags('Dialogue')
@Controller('dialogue')
export class DialogueController {
  constructor(
    private readonly lines: LineStreams,
    private readonly catalogue: DialogueCatalogueService,
  ) {}

  @Post('generate')
  @HttpCode(200)
  @Documented({
    summary: 'A line for a moment',
    description:
      'With `Accept: text/event-stream` it comes as it is made: `delta` with a piece of the `text`, `replace` with the whole text when a written line has to be said after all, `done` with this answer, `error` with a `code` when there is none after all. With an `Idempotency-Key` it comes whole, as JSON, so that its repeat is the same.',
    success: {
      200: { description: 'The line.', schema: generatedSchema, text: 'text/event-stream', example: STREAMED_LINE },
    },
    problems: [400, 403, 404, 413, 415],
  })
  generate(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: generateSchema }) body: Generate,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.lines.answer(principal, body, response);
  }

  @Get('personas')
  @Documented({
    summary: 'The personas, their traits and sample lines',
    description: "With a game's key also those of its own packs, as they are now.",
    success: { 200: { description: 'The personas.', schema: personasSchema } },
  })
  personas(@CurrentPrincipal() principal: Principal) {
    return this.catalogue.personas(principal);
  }

  @Get('languages')
  @CacheFor(CATALOGUE_MAX_AGE)
  @Documented({
    summary: 'The languages and their coverage',
    success: { 200: { description: 'The languages.', schema: languagesSchema } },
  })
  languages() {
    return this.catalogue.languages();
  }
}
