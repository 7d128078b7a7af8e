import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { CacheFor } from '../common/cache-for.decorator.js';
import { Documented } from '../common/openapi.decorators.js';
import { DialogueCatalogueService } from './dialogue-catalogue.service.js';
import { generateSchema, generatedSchema, languagesSchema, personasSchema, type Generate } from './dialogue.schemas.js';
import { LineGenerationService } from './line-generation.service.js';

/** Seconds: packs change with the release only. */
const CATALOGUE_MAX_AGE = 3600;

@ApiTags('Dialogue')
@Controller('dialogue')
export class DialogueController {
  constructor(
    private readonly generation: LineGenerationService,
    private readonly catalogue: DialogueCatalogueService,
  ) {}

  @Post('generate')
  @HttpCode(200)
  @Documented({
    summary: 'A line for a moment',
    success: { 200: { description: 'The line.', schema: generatedSchema } },
    problems: [400, 403, 404, 413, 415],
  })
  generate(@CurrentPrincipal() principal: Principal, @Body({ schema: generateSchema }) body: Generate) {
    return this.generation.generate(principal, body);
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
