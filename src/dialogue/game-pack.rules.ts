import type { FieldError } from '../common/domain-error.js';
import type { GamePersona } from '../games/game.types.js';
import type { DialogueLine, PackFault } from './dialogue.types.js';
import { gamePackEnvelope, type GamePackEnvelope, type PackPersona } from './game-pack.schemas.js';
import { FINDING_FIELDS, MAX_DEPTH, MAX_GAME_PACK_LINES, MAX_WIDTH } from './game-pack.tables.js';
import { compileLine, schemaFaults } from './pack-compile.rules.js';
import { lintSteps, type LintFinding } from './pack-lint.rules.js';
import { SLOT_NAMESPACE, type LintKind } from './pack-lint.tables.js';
import { packLineSchemaFor, type PackLine } from './pack.schemas.js';

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
  /** What keeps the pack out. */
  readonly faults: readonly FieldError[];
  readonly warnings: readonly PackWarning[];
}

/** A pack as it came, its lines unread; or what is wrong with it. */
export type ReadEnvelope =
  | { readonly pack: GamePackEnvelope; readonly faults: null }
  | { readonly pack: null; readonly faults: readonly FieldError[] };

/** Reads all of a pack but its lines. What is too large for any pack is refused before anything walks it. */
export function readEnvelope(body: unknown): ReadEnvelope {
  const tooLarge = sizeFault(body, [], 1);
  if (tooLarge !== null) return { pack: null, faults: [tooLarge] };
  const parsed = gamePackEnvelope.safeParse(body);
  if (!parsed.success) return { pack: null, faults: parsed.error.issues.flatMap(envelopeFaults) };
  const names = (parsed.data.personas ?? []).map(({ name }) => name.toLowerCase());
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  return twice < 0
    ? { pack: parsed.data, faults: null }
    : { pack: null, faults: [{ path: `personas.${twice}.name`, message: 'is used twice; names must differ' }] };
}

function envelopeFaults(issue: {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}): FieldError[] {
  const path = issue.path.map(String);
  return issue.code === 'unrecognized_keys'
    ? (issue.keys ?? []).map((key) => ({ path: [...path, key].join('.'), message: 'is not a known field' }))
    : [{ path: path.join('.'), message: issue.message }];
}

/** The first part that is wider or deeper than any pack, or null. */
function sizeFault(value: unknown, path: readonly string[], level: number): FieldError | null {
  if (typeof value !== 'object' || value === null) return null;
  const at = path.join('.').slice(0, 200);
  if (level > MAX_DEPTH) return { path: at, message: `must be nested at most ${MAX_DEPTH} levels deep in a pack` };
  const maximum = at === 'lines' ? MAX_GAME_PACK_LINES : MAX_WIDTH;
  const members = Object.keys(value);
  if (members.length > maximum) return { path: at, message: `must have at most ${maximum} entries` };
  for (const name of members) {
    const fault = sizeFault((value as Record<string, unknown>)[name], [...path, name], level + 1);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * Checks a pack's lines against the schema, reads their texts, and lints what can be read: as a built-in pack is checked,
 * with the game's personas. It stops after each line, so that whoever runs it can see to others in between.
 *
 * @param language in canonical form
 * @param personas the names that a line may have
 */
export function* checkSteps(
  language: string,
  lines: readonly unknown[],
  personas: readonly string[],
  knownEvents: readonly string[],
): Generator<void, CheckedPack> {
  const faults: PackFault[] = [];
  const read: DialogueLine[] = [];
  /** Where each id stands in the pack. */
  const places = new Map<string, number>();
  const schema = packLineSchemaFor(personas);
  for (const [index, value] of lines.entries()) {
    const parsed = schema.safeParse(value);
    if (parsed.success) readLine(language, parsed.data, index, { faults, read, places });
    else faults.push(...schemaFaults(parsed.error).map((fault) => within(index, fault)));
    yield;
  }
  const own = read.flatMap(({ event }) => (event === null || event.startsWith(SLOT_NAMESPACE) ? [] : [event]));
  const eventTypes = [...new Set([...knownEvents, ...own])];
  const findings = yield* lintSteps(read, { eventTypes, personas, languages: [] });
  const placed = (finding: LintFinding) => warningAt(finding, places);
  return {
    lines: read,
    faults: [
      ...faults.map(({ path, message }) => ({ path: path.join('.'), message })),
      ...findings.filter(({ severity }) => severity === 'error').map((finding) => plain(placed(finding))),
    ],
    warnings: findings.filter(({ severity }) => severity === 'warning').map(placed),
  };
}

function readLine(
  language: string,
  line: PackLine,
  index: number,
  { faults, read, places }: { faults: PackFault[]; read: DialogueLine[]; places: Map<string, number> },
): void {
  const compiled = compileLine(language, line, index);
  faults.push(...compiled.faults);
  if (places.has(line.id)) {
    const first = places.get(line.id);
    faults.push({
      path: ['lines', index, 'id'],
      message: `id "${line.id}" is used twice; lines.${first} has it, and ids must be unique`,
    });
    return;
  }
  places.set(line.id, index);
  if (compiled.faults.length === 0) read.push(compiled.line);
}

function within(index: number, { path, message }: PackFault): PackFault {
  return { path: ['lines', index, ...path], message };
}

function warningAt({ kind, lineId, message }: LintFinding, places: ReadonlyMap<string, number>): PackWarning {
  const index = lineId === null ? undefined : places.get(lineId);
  const field = FINDING_FIELDS[kind];
  const path = index === undefined ? 'lines' : ['lines', index, ...(field === null ? [] : [field])].join('.');
  return { path, message, kind, line: lineId };
}

function plain({ path, message }: PackWarning): FieldError {
  return { path, message };
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
