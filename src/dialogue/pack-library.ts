import type { EmotionName } from '../emotion/emotion.types.js';
import type { DialogueLine, LineSource } from './dialogue.types.js';
import { ANY_PERSONA } from './persona.tables.js';

/** Stands for "no event" and "no emotion" in an index key; no event or emotion is named so. */
const NONE = '';
const NO_LINES: readonly DialogueLine[] = [];

function key(...parts: readonly (string | null)[]): string {
  return parts.map((part) => part ?? NONE).join('\n');
}

function push(index: Map<string, DialogueLine[]>, at: string, line: DialogueLine): void {
  const lines = index.get(at);
  if (lines === undefined) {
    index.set(at, [line]);
  } else {
    lines.push(line);
  }
}

/** Lines in memory, never changed after it is made, with the candidates of any moment in eight look-ups. */
export class PackLibrary implements LineSource {
  private readonly cells = new Map<string, DialogueLine[]>();
  private readonly events = new Map<string, DialogueLine[]>();
  private readonly languageNames: readonly string[];
  private readonly personaNames: readonly string[];

  /** Every line of the library, in pack order. */
  constructor(readonly lines: readonly DialogueLine[]) {
    for (const line of lines) {
      push(this.cells, key(line.language, line.persona, line.event, line.emotion), line);
      push(this.events, key(line.language, line.persona, line.event), line);
    }
    this.languageNames = [...new Set(lines.map((line) => line.language))].sort();
    this.personaNames = [...new Set(lines.map((line) => line.persona))].filter((name) => name !== ANY_PERSONA).sort();
  }

  /** The languages there are lines in, as the packs write them. */
  languages(): readonly string[] {
    return this.languageNames;
  }

  /** The personas that have lines of their own. */
  personas(): readonly string[] {
    return this.personaNames;
  }

  /**
   * The lines whose event, emotion and persona fit, the closest fit first; their other criteria are still to be checked.
   * `language` must be one of `languages()`; any other has none.
   */
  candidates(language: string, persona: string, eventType: string, emotion: EmotionName): readonly DialogueLine[] {
    const found: DialogueLine[] = [];
    for (const event of [eventType, NONE]) {
      for (const feeling of [emotion, NONE]) {
        for (const speaker of [persona, ANY_PERSONA]) {
          found.push(...(this.cells.get(key(language, speaker, event, feeling)) ?? NO_LINES));
        }
      }
    }
    return found;
  }

  /**
   * The ids of all lines that could be said at an event, whatever the emotion, fallbacks included: the only lines whose
   * history a choice in that language needs.
   */
  lineIdsFor(language: string, persona: string, eventType: string): string[] {
    return [eventType, NONE].flatMap((event) =>
      [persona, ANY_PERSONA].flatMap((speaker) =>
        (this.events.get(key(language, speaker, event)) ?? NO_LINES).map((line) => line.id),
      ),
    );
  }

  /** Up to `limit` of a persona's plain lines, one an event in pack order: a taste of how it speaks. */
  samples(language: string, persona: string, limit: number): string[] {
    const taken = new Map<string, string>();
    for (const line of this.lines) {
      const plain = line.message === null && line.criteria.length === 0 && line.event !== null;
      if (line.language === language && line.persona === persona && plain && !taken.has(line.event ?? NONE)) {
        taken.set(line.event ?? NONE, line.text);
      }
      if (taken.size >= limit) {
        break;
      }
    }
    return [...taken.values()];
  }
}
