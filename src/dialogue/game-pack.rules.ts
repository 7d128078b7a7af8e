import type { FieldError } from '../common/domain-error.js';
import type { GamePersona } from '../games/game.types.js';
import type { DialogueLine, PackFault } from './dialogue.types.js';
import { readGameLine } from './game-pack-line.rules.js';
import type { PackPersona } from './game-pack.schemas.js';
import { FINDING_FIELDS } from './game-pack.tables.js';
import { areKin } from './language.rules.js';
import { lastResortFindings, lintLine, lintSteps, type LintFinding, type LintOptions } from './pack-lint.rules.js';
import { SLOT_NAMESPACE, type LintKind } from './pack-lint.tables.js';
import { packLineSchemaFor } from './pack.schemas.js';

/** A remark of the linter that does not keep a pack out. */
export interface PackWarning extends FieldError {
  readonly kind: LintKind;
  /** The id of the line. */
  readonly line: string | null;
}

/** What became of a pack's lines. */
export interface CheckedPack {
  /** Ready to be chosen; lines with faults are left out. */
  readonly lines: readonly DialogueLine[];
  /** What keeps the pack out, in the order of the lines. */
  readonly faults: readonly FieldError[];
  readonly warnings: readonly PackWarning[];
}

/** What a game's lines are checked against. */
export interface CheckOptions {
  /** The names that a line may have. */
  readonly personas: readonly string[];
  readonly knownEvents: readonly string[];
  /** The languages of the built-in packs, which fill what a game's leaves open. */
  readonly builtInLanguages: readonly string[];
}

/** A fault or a warning and the place of its line in the pack; -1 for the pack as a whole. */
interface Placed<T> {
  readonly index: number;
  readonly what: T;
}

/**
 * Checks a pack's lines against the schema, reads their texts, and lints what can be read: as a built-in pack is checked,
 * with the game's personas. It stops after each line, so that whoever runs it can see to others in between.
 *
 * @param language in canonical form
 */
export function* checkSteps(
  language: string,
  lines: readonly unknown[],
  { personas, knownEvents, builtInLanguages }: CheckOptions,
): Generator<void, CheckedPack> {
  const faults: Placed<FieldError>[] = [];
  const whole: DialogueLine[] = [];
  const faulty: Placed<DialogueLine>[] = [];
  /** Where each id stands in the pack. */
  const places = new Map<string, number>();
  const schema = packLineSchemaFor(personas);
  for (const [index, value] of lines.entries()) {
    const read = readGameLine(language, value, index, schema);
    const wrong = [...read.faults, ...repeatedId(read.id, index, places)];
    faults.push(...wrong.map(({ path, message }) => ({ index, what: { path: path.join('.'), message } })));
    if (read.line !== null && wrong.length === 0) whole.push(read.line);
    else if (read.line !== null) faulty.push({ index, what: read.line });
    yield;
  }
  const own = [...whole, ...faulty.map(({ what }) => what)].flatMap(({ event }) =>
    event === null || event.startsWith(SLOT_NAMESPACE) ? [] : [event],
  );
  const options: LintOptions = { eventTypes: [...new Set([...knownEvents, ...own])], personas, languages: [] };
  const found = (yield* lintSteps(whole, options)).map((finding) => placed(finding, places));
  for (const { index, what } of faulty) {
    found.push(...lintLine(what, false, options).map((finding) => at(finding, index)));
    yield;
  }
  if (!builtInLanguages.some((builtIn) => areKin(builtIn, language))) {
    found.push(...lastResortFindings(whole, language).map((finding) => at(finding, -1)));
  }
  const errors = found.filter(({ what }) => !isWarning(what)).map(({ index, what }) => ({ index, what: plain(what) }));
  return {
    lines: whole,
    faults: inOrder([...faults, ...errors]),
    warnings: inOrder(found.filter(({ what }) => isWarning(what))).map(({ path, line, kind, message }) => ({
      path,
      line,
      kind,
      message,
    })),
  };
}

function repeatedId(id: string | null, index: number, places: Map<string, number>): PackFault[] {
  if (id === null) return [];
  const first = places.get(id);
  if (first === undefined) {
    places.set(id, index);
    return [];
  }
  const message = `id "${id}" is used twice; lines.${first} has it, and ids must be unique`;
  return [{ path: ['lines', index, 'id'], message }];
}

interface Finding extends PackWarning {
  readonly severity: LintFinding['severity'];
}

function placed(finding: LintFinding, places: ReadonlyMap<string, number>): Placed<Finding> {
  return at(finding, finding.lineId === null ? -1 : (places.get(finding.lineId) ?? -1));
}

function at({ kind, lineId, message, severity }: LintFinding, index: number): Placed<Finding> {
  const field = FINDING_FIELDS[kind];
  const path = index < 0 ? 'lines' : ['lines', index, ...(field === null ? [] : [field])].join('.');
  return { index, what: { path, message, kind, line: lineId, severity } };
}

function isWarning({ severity }: Finding): boolean {
  return severity === 'warning';
}

function plain({ path, message }: FieldError): FieldError {
  return { path, message };
}

function inOrder<T>(items: readonly Placed<T>[]): T[] {
  return [...items].sort((one, other) => one.index - other.index).map(({ what }) => what);
}

/** A persona of a pack with all that it may leave out. */
export function personaOf({ name, description, traits, baseline, sample }: PackPersona): GamePersona {
  return {
    name,
    description: description ?? '',
    traits: traits ?? [],
    baseline: baseline ?? { pleasure: 0, arousal: 0, dominance: 0 },
    sample: sample ?? null,
  };
}

/** The personas of a game by name: where two packs describe one, the newest has the say. */
export function castOf(
  packs: readonly { readonly personas: readonly GamePersona[]; readonly updatedAt: Date }[],
): GamePersona[] {
  const oldestFirst = [...packs].sort((one, other) => one.updatedAt.getTime() - other.updatedAt.getTime());
  const cast = new Map(oldestFirst.flatMap(({ personas }) => personas.map((persona) => [persona.name, persona])));
  return [...cast.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}
