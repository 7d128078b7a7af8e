import type { FieldError } from '../common/domain-error.js';
import { gamePackEnvelope, MAX_PERSONA_NAME, type GamePackEnvelope } from './game-pack.schemas.js';
import { MAX_DEPTH, MAX_GAME_PACK_LINES, MAX_WIDTH } from './game-pack.tables.js';
import { canonicalLanguage, isLanguageTag, LAST_LANGUAGE } from './language.rules.js';

/** A pack as it came, its lines unread. */
export interface ReadEnvelope {
  /** Null when something beside the lines is wrong. */
  readonly pack: GamePackEnvelope | null;
  /** What is wrong beside the lines. */
  readonly faults: readonly FieldError[];
  /** What the lines can be checked with and for, whatever is wrong beside them. */
  readonly draft: {
    /** In canonical form; English when the pack's is none. */
    readonly language: string;
    /** The names that its personas have. */
    readonly personas: readonly string[];
    readonly lines: readonly unknown[];
  };
}

const NOTHING = { language: LAST_LANGUAGE, personas: [], lines: [] };

/** Reads all of a pack but its lines. What is too large for any pack is refused before anything walks it. */
export function readEnvelope(body: unknown): ReadEnvelope {
  const tooLarge = envelopeSizeFault(body);
  if (tooLarge !== null) return { pack: null, faults: [tooLarge], draft: NOTHING };
  const parsed = gamePackEnvelope.safeParse(body);
  const draft = draftOf(body);
  const faults = [...(parsed.error?.issues ?? []).flatMap(issueFaults), ...repeatedNames(draft.personas)];
  return { pack: faults.length === 0 ? (parsed.data ?? null) : null, faults, draft };
}

/** The first part that is wider or deeper than any pack, or null. */
export function sizeFault(value: unknown, path: readonly (string | number)[], level: number): FieldError | null {
  if (typeof value !== 'object' || value === null) return null;
  const at = path.join('.').slice(0, 200);
  if (level > MAX_DEPTH) return { path: at, message: `must be nested at most ${MAX_DEPTH} levels deep in a pack` };
  const members = Object.keys(value);
  if (members.length > MAX_WIDTH) return { path: at, message: `must have at most ${MAX_WIDTH} entries` };
  for (const name of members) {
    const fault = sizeFault((value as Record<string, unknown>)[name], [...path, name], level + 1);
    if (fault !== null) return fault;
  }
  return null;
}

/** Of the lines only their number: each is looked at for itself when it is read. */
function envelopeSizeFault(body: unknown): FieldError | null {
  const { lines = null, ...others } = membersOf(body);
  if (Array.isArray(lines) && lines.length > MAX_GAME_PACK_LINES) {
    return { path: 'lines', message: `must have at most ${MAX_GAME_PACK_LINES} entries` };
  }
  return sizeFault(others, [], 1);
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function draftOf(body: unknown): ReadEnvelope['draft'] {
  const { language, personas, lines } = membersOf(body);
  const names = Array.isArray(personas) ? personas.map((persona) => membersOf(persona)['name']) : [];
  return {
    language: typeof language === 'string' && isLanguageTag(language) ? canonicalLanguage(language) : LAST_LANGUAGE,
    // A place for each, so that a name's place is its persona's; what is no name is nobody's.
    personas: names.map((name) => (typeof name === 'string' && name.length <= MAX_PERSONA_NAME ? name : '')),
    lines: Array.isArray(lines) ? lines : [],
  };
}

function repeatedNames(personas: readonly string[]): FieldError[] {
  const names = personas.map((name) => name.toLowerCase());
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index
      ? [{ path: `personas.${index}.name`, message: 'is used twice; names must differ' }]
      : [],
  );
}

function issueFaults(issue: {
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
