import { Module } from '@nestjs/common';
import { ServiceMetricsModule } from '../analytics/service-metrics.module.js';
import { BudgetModule } from '../budget/budget.module.js';
import { GamesModule } from '../games/games.module.js';
import { MemoriesModule } from '../memories/memories.module.js';
import { PlayersModule } from '../players/players.module.js';
import { DialogueCatalogueService } from './dialogue-catalogue.service.js';
import { DialogueController } from './dialogue.controller.js';
import { DialogueRepository } from './dialogue.repository.js';
import { DialogueService } from './dialogue.service.js';
import { GameLinesService } from './game-lines.service.js';
import { GamePackRepository } from './game-pack.repository.js';
import { LineCache } from './line-cache.js';
import { LineGenerationService } from './line-generation.service.js';
import { LineSaying } from './line-saying.service.js';
import { LineStreams } from './line-stream.service.js';
import { LineSubjects } from './line-subjects.js';
import { LineWriter } from './line-writer.service.js';
import { SpecialLines } from './special-line.service.js';
import { TemplateController } from './template.controller.js';
import { TemplateService } from './template.service.js';

@Module({
  imports: [PlayersModule, GamesModule, ServiceMetricsModule, BudgetModule, MemoriesModule],
  controllers: [DialogueController, TemplateController],
  providers: [
    DialogueService,
    DialogueRepository,
    LineSubjects,
    LineCache,
    LineWriter,
    SpecialLines,
    LineSaying,
    LineGenerationService,
    LineStreams,
    DialogueCatalogueService,
    GameLinesService,
    GamePackRepository,
    TemplateService,
  ],
  exports: [DialogueService, SpecialLines],
})
export class DialogueModule {}
