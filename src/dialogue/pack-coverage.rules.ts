import { EMOTION_NAMES } from '../emotion/emotion.types.js';
import { isBare } from './criteria.rules.js';
import type { DialogueLine } from './dialogue.types.js';
import { MIN_VARIANTS, OTHER_EVENT } from './pack-lint.tables.js';
import { PackLibrary } from './pack-library.js';
import { ANY_PERSONA, NEUTRAL_PERSONA } from './persona.tables.js';

/** How much of what can happen a language has enough lines of its own for. */
export interface Coverage {
  readonly language: string;
  readonly lines: number;
  /** Persona x event x emotion. */
  readonly cells: number;
  /** Cells with at least `MIN_VARIANTS` lines about that event. */
  readonly covered: number;
  /** covered / cells, 0..1 */
  readonly share: number;
}

/** A cell that would repeat itself; no event means the fallback lines of an emotion, no emotion the last resort. */
export interface ThinCell {
  readonly language: string;
  readonly persona: string;
  readonly event: string | null;
  readonly emotion: string | null;
  readonly variants: number;
}

/** True for a line that can be said again and again without the event having to carry anything. */
function isPlain(line: DialogueLine): boolean {
  return line.criteria.length === 0 && line.slots.length === 0 && !line.once;
}

/** The lines of last resort of a persona. */
export function bareLines(library: PackLibrary, language: string, persona: string): readonly DialogueLine[] {
  return library.candidates(language, persona, OTHER_EVENT, 'neutral').filter(isBare);
}

/** The cells of a language and persona with fewer variants than it takes not to repeat. */
export function thinCells(
  library: PackLibrary,
  language: string,
  persona: string,
  eventTypes: readonly string[],
): ThinCell[] {
  const cells = [...eventTypes, null].flatMap((event) =>
    EMOTION_NAMES.map((emotion) => ({
      language,
      persona,
      event,
      emotion,
      variants: library
        .candidates(language, persona, event ?? OTHER_EVENT, emotion)
        .filter((line) => isPlain(line) && (event === null ? line.emotion !== null : line.event !== null)).length,
    })),
  );
  const bare = {
    language,
    persona,
    event: null,
    emotion: null,
    variants: bareLines(library, language, persona).length,
  };
  return [...cells, bare].filter((cell) => cell.variants < MIN_VARIANTS);
}

/** The coverage of a game's pack, and of what it is counted. */
export interface GameCoverage extends Pick<Coverage, 'cells' | 'covered' | 'share'> {
  /** The personas that have lines in it; `*` alone when its lines are anybody's. */
  readonly personas: string[];
  readonly events: number;
  readonly emotions: number;
}

/** How much of what can happen a game's lines in one language cover; it stops after each persona. */
export function* coverageSteps(
  lines: readonly DialogueLine[],
  language: string,
  eventTypes: readonly string[],
): Generator<void, GameCoverage> {
  const library = new PackLibrary(lines);
  // Lines of any persona alone are looked at as one would hear them who has none of its own.
  const personas = library.personas().length === 0 ? [NEUTRAL_PERSONA] : library.personas();
  const cells = personas.length * eventTypes.length * EMOTION_NAMES.length;
  let covered = cells;
  for (const persona of personas) {
    covered -= thinCells(library, language, persona, eventTypes).filter((cell) => cell.event !== null).length;
    yield;
  }
  return {
    cells,
    covered,
    share: covered / cells,
    personas: personas.map((persona) => (persona === NEUTRAL_PERSONA ? ANY_PERSONA : persona)),
    events: eventTypes.length,
    emotions: EMOTION_NAMES.length,
  };
}

/** The coverage of each language of a library, by name. */
export function coverageOf(
  library: PackLibrary,
  eventTypes: readonly string[],
  personas: readonly string[],
): Coverage[] {
  return library.languages().map((language) => {
    const cells = personas.length * eventTypes.length * EMOTION_NAMES.length;
    const thin = personas.flatMap((persona) =>
      thinCells(library, language, persona, eventTypes).filter((cell) => cell.event !== null),
    );
    const covered = cells - thin.length;
    return {
      language,
      lines: library.lines.filter((line) => line.language === language).length,
      cells,
      covered,
      share: cells === 0 ? 0 : covered / cells,
    };
  });
}
