import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { CacheFor } from '../common/cache-for.decorator.js';
import { Documented } from '../common/openapi.decorators.js';
import { emotionCatalogue } from './catalogue.rules.js';
import {
  analysesSchema,
  analysisSchema,
  analyzeBatchSchema,
  analyzeSchema,
  catalogueSchema,
  type Analyze,
} from './emotion.schemas.js';
import { EmotionService } from './emotion.service.js';

/** Seconds: the catalogue changes with the release only. */
const CATALOGUE_MAX_AGE = 3600;

@ApiTags('Emotion')
@Controller('emotion')
export class EmotionController {
  constructor(private readonly emotions: EmotionService) {}

  @Post('analyze')
  @HttpCode(200)
  @Documented({
    summary: 'What would a companion feel?',
    description: 'Appraises an event without keeping it.',
    success: { 200: { description: 'The emotion.', schema: analysisSchema } },
    problems: [400, 404, 413, 415],
  })
  analyze(@CurrentPrincipal() principal: Principal, @Body({ schema: analyzeSchema }) body: Analyze) {
    return this.emotions.analyze(principal, body);
  }

  @Post('analyze/batch')
  @HttpCode(200)
  @Documented({
    summary: 'The same for up to 100 events',
    success: { 200: { description: 'The emotions, in order.', schema: analysesSchema } },
    problems: [400, 404, 413, 415],
  })
  async analyzeBatch(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: analyzeBatchSchema }) body: { events: Analyze[] },
  ) {
    return { items: await this.emotions.analyzeMany(principal, body.events) };
  }

  @Get('catalog')
  @CacheFor(CATALOGUE_MAX_AGE)
  @Documented({
    summary: 'The emotions and the known event types',
    success: { 200: { description: 'The catalogue.', schema: catalogueSchema } },
  })
  catalogue() {
    return emotionCatalogue();
  }
}
