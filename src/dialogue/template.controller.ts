import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/auth.decorators.js';
import type { Principal } from '../auth/principal.js';
import { Documented } from '../common/openapi.decorators.js';
import { gameIdParam } from '../games/game.schemas.js';
import {
  putTemplatesSchema,
  storedTemplatesSchema,
  templateLanguageParam,
  templateQuery,
  templatesSchema,
  type TemplateQuery,
} from './template.schemas.js';
import { TemplateService } from './template.service.js';

@ApiTags('Dialogue')
@Controller('games/:gameId/templates')
export class TemplateController {
  constructor(private readonly templates: TemplateService) {}

  @Put()
  @Documented({
    summary: "Put a game's own lines in one language",
    description:
      'They go before the built-in ones, at once and on every instance. The pack replaces the one of its language; one without lines and personas removes it. The linter of the built-in packs checks it: what it refuses stands in `errors`, all that can be known at once, each with its path (the first 100; `moreErrors` counts the rest), and what it only remarks in `warnings`. How a pack is written: docs/lines.md.',
    success: { 200: { description: 'The pack is in use.', schema: storedTemplatesSchema } },
    problems: [400, 404, 409, 413, 415],
  })
  put(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Body({ schema: putTemplatesSchema }) body: unknown,
  ) {
    return this.templates.put(principal, gameId, body);
  }

  @Get()
  @Documented({
    summary: "List a game's packs, or read one",
    success: { 200: { description: 'The packs; with `language` that pack as it was put.', schema: templatesSchema } },
    problems: [400, 404],
  })
  read(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Query({ schema: templateQuery }) query: TemplateQuery,
  ) {
    return this.templates.read(principal, gameId, query.language);
  }

  @Delete(':language')
  @HttpCode(204)
  @Documented({
    summary: "Remove a game's pack of a language",
    success: { 204: { description: 'Removed.' } },
    problems: [400, 404, 409],
  })
  remove(
    @CurrentPrincipal() principal: Principal,
    @Param('gameId', { schema: gameIdParam }) gameId: string,
    @Param('language', { schema: templateLanguageParam }) language: string,
  ): Promise<void> {
    return this.templates.remove(principal, gameId, language);
  }
}
