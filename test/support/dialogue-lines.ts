import type { Facts, LineChoice, LineHistory, LineRequest, Scalar } from '../../src/dialogue/dialogue.types.js';
import { compilePack } from '../../src/dialogue/pack-compile.rules.js';
import { PackLibrary } from '../../src/dialogue/pack-library.js';
import type { PackLine } from '../../src/dialogue/pack.schemas.js';

/** A pack line whose persona (`cool`) and text (its id) may be left out. */
export type LineDraft = Omit<PackLine, 'persona' | 'text'> & Partial<Pick<PackLine, 'persona' | 'text'>>;

/** A library of lines by language. */
export function lineLibrary(lines: Record<string, readonly LineDraft[]>): PackLibrary {
  return new PackLibrary(
    Object.entries(lines).flatMap(([language, drafts]) => {
      const pack = { language, lines: drafts.map((draft) => ({ persona: 'cool' as const, text: draft.id, ...draft })) };
      const { lines: compiled, faults } = compilePack(pack);
      if (faults.length > 0) {
        throw new Error(faults.map((fault) => fault.message).join('; '));
      }
      return compiled;
    }),
  );
}

/** Lines that differ in their ids only: `prefix.1`, `prefix.2` and so on. */
export function variants(prefix: string, count: number, more: Partial<LineDraft> = {}): LineDraft[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}.${index + 1}`, ...more }));
}

/** A proud moment after a victory, for a player who has heard nothing yet. */
export function lineRequest(library: PackLibrary, more: Partial<LineRequest> = {}): LineRequest {
  return {
    library,
    languages: ['en'],
    persona: 'cool',
    eventType: 'player.victory',
    emotion: 'proud',
    facts: new Map(),
    said: new Map(),
    lastLines: [],
    nowMs: 1_000_000,
    seed: 1,
    ...more,
  };
}

export function factsFrom(values: Record<string, Scalar>): Facts {
  return new Map(Object.entries(values));
}

/** What a player remembers of the lines it heard. */
export class Listener {
  readonly said = new Map<string, LineHistory>();
  lastLines: string[] = [];

  hear({ lineId }: LineChoice, nowMs: number): void {
    this.said.set(lineId, { times: (this.said.get(lineId)?.times ?? 0) + 1, lastSaidAt: nowMs });
    this.lastLines = [lineId, ...this.lastLines].slice(0, 3);
  }
}
