import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import { GameService } from '../games/game.service.js';
import type { Languages, Personas } from './dialogue.schemas.js';
import { DialogueService } from './dialogue.service.js';
import { coverageOf } from './pack-coverage.rules.js';
import { PERSONA_NAMES, PERSONAS } from './persona.tables.js';

/** Lines of a persona shown in each language: a taste, not the pack. */
const SAMPLES = 5;

type PersonaItem = Personas['items'][number];

/**
 * What there is to say, and in which voices. What is built in is worked out once: it does not change while the process
 * runs. A game's own personas are as the game has them now.
 */
@Injectable()
export class DialogueCatalogueService {
  private known: { personas: Personas; languages: Languages } | undefined;

  constructor(
    private readonly dialogue: DialogueService,
    private readonly games: GameService,
  ) {}

  /** Our personas; for a game's key, its own after them. */
  async personas(principal: Principal): Promise<Personas> {
    const { items } = this.read().personas;
    return { items: principal.scope === 'game' ? [...items, ...(await this.ownPersonas(principal.gameId))] : items };
  }

  languages(): Languages {
    return this.read().languages;
  }

  private read(): { personas: Personas; languages: Languages } {
    this.known ??= { personas: this.listPersonas(), languages: this.listLanguages() };
    return this.known;
  }

  private async ownPersonas(gameId: string): Promise<PersonaItem[]> {
    const game = await this.games.find(gameId);
    const own = await this.dialogue.linesOf(gameId, game?.packs);
    return (game?.packs?.personas ?? []).map(({ name, description, traits, baseline, sample }) => {
      const lines = (own?.library.languages() ?? []).map(
        (language) => [language, own?.library.samples(language, name, SAMPLES) ?? []] as const,
      );
      return {
        name,
        description,
        traits: [...traits],
        baseline,
        sampleLines: Object.fromEntries(lines.filter(([, samples]) => samples.length > 0)),
        ...(sample === null ? {} : { sample }),
      };
    });
  }

  private listPersonas(): Personas {
    const { library } = this.dialogue;
    const samplesOf = (persona: string) =>
      Object.fromEntries(
        library.languages().map((language) => [language, library.samples(language, persona, SAMPLES)]),
      );
    return {
      items: Object.values(PERSONAS).map(({ name, description, traits, baseline }) => ({
        name,
        description,
        traits: [...traits],
        baseline,
        sampleLines: samplesOf(name),
      })),
    };
  }

  private listLanguages(): Languages {
    const { library } = this.dialogue;
    const names = new Intl.DisplayNames('en', { type: 'language' });
    const personasOf = (language: string) =>
      PERSONA_NAMES.filter((persona) =>
        library.lines.some((line) => line.language === language && line.persona === persona),
      );
    return {
      items: coverageOf(library, Object.keys(EVENT_TYPES), PERSONA_NAMES).map(({ language, lines, share }) => ({
        language,
        name: names.of(language) ?? language,
        lines,
        personas: personasOf(language),
        coverage: share,
      })),
    };
  }
}
