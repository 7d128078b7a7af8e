import { Injectable } from '@nestjs/common';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import type { Languages, Personas } from './dialogue.schemas.js';
import { DialogueService } from './dialogue.service.js';
import { coverageOf } from './pack-coverage.rules.js';
import { PERSONAS } from './persona.tables.js';

/** Lines of a persona shown in each language: a taste, not the pack. */
const SAMPLES = 5;

/** What there is to say, and in which voices. Worked out once: packs do not change while the process runs. */
@Injectable()
export class DialogueCatalogueService {
  private known: { personas: Personas; languages: Languages } | undefined;

  constructor(private readonly dialogue: DialogueService) {}

  personas(): Personas {
    return this.read().personas;
  }

  languages(): Languages {
    return this.read().languages;
  }

  private read(): { personas: Personas; languages: Languages } {
    this.known ??= { personas: this.listPersonas(), languages: this.listLanguages() };
    return this.known;
  }

  private listPersonas(): Personas {
    const { library } = this.dialogue;
    const samplesOf = (persona: string) =>
      Object.fromEntries(
        library.languages().map((language) => [language, library.samples(language, persona, SAMPLES)]),
      );
    return {
      items: Object.values(PERSONAS).map(({ name, description, traits }) => ({
        name,
        description,
        traits: [...traits],
        sampleLines: samplesOf(name),
      })),
    };
  }

  private listLanguages(): Languages {
    const { library } = this.dialogue;
    const names = new Intl.DisplayNames('en', { type: 'language' });
    const personasOf = (language: string) =>
      library
        .personas()
        .filter((persona) => library.lines.some((line) => line.language === language && line.persona === persona));
    return {
      items: coverageOf(library, Object.keys(EVENT_TYPES), library.personas()).map(({ language, lines, share }) => ({
        language,
        name: names.of(language) ?? language,
        lines,
        personas: personasOf(language),
        coverage: share,
      })),
    };
  }
}
