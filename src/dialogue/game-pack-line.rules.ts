import type { z } from 'zod';
import { EVENT_TYPES } from '../emotion/event-type.tables.js';
import type { DialogueLine, PackFault } from './dialogue.types.js';
import { sizeFault } from './game-pack-envelope.rules.js';
import { compileLine, schemaFaults } from './pack-compile.rules.js';
import type { PackLine } from './pack.schemas.js';
import { ANY_PERSONA } from './persona.tables.js';

/** A line of a game's pack as far as it can be read. */
export interface ReadGameLine {
  /** Null when nothing of it can be; with faults it is there to be looked at, not to be said. */
  readonly line: DialogueLine | null;
  /** Its id; null when that is at fault. */
  readonly id: string | null;
  readonly faults: readonly PackFault[];
}

/** A line's level in its pack: pack, lines, line. */
const LINE_LEVEL = 3;
/** Stands where a member is at fault, so that the others can be looked at. */
const STAND_IN = { id: 'stand-in', persona: ANY_PERSONA, text: 'x' } as const;

/** True for an event that only a game knows: its fields are the game's own as well. */
export function isOwnEvent(event: string | undefined): boolean {
  return event !== undefined && !Object.hasOwn(EVENT_TYPES, event);
}

/**
 * Reads a line: what is wrong with any member is said at once, as one that is at fault does not keep the others from
 * being looked at. Paths of faults begin at the pack.
 */
export function readGameLine(
  language: string,
  value: unknown,
  index: number,
  schema: z.ZodType<PackLine>,
): ReadGameLine {
  const tooLarge = sizeFault(value, ['lines', index], LINE_LEVEL);
  if (tooLarge !== null) return { line: null, id: null, faults: [{ ...tooLarge, path: tooLarge.path.split('.') }] };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ...compiled(language, parsed.data, index), id: parsed.data.id };
  const faults = schemaFaults(parsed.error).map(({ path, message }) => ({
    path: ['lines', index, ...path],
    message: withoutName(message, path),
  }));
  const wrong = new Set(parsed.error.issues.flatMap(membersOf));
  const rest = schema.safeParse(withoutMembers(value, wrong));
  if (!rest.success) return { line: null, id: null, faults };
  const read = compiled(language, rest.data, index);
  return { line: read.line, id: wrong.has('id') ? null : rest.data.id, faults: [...faults, ...read.faults] };
}

function compiled(language: string, line: PackLine, index: number): Pick<ReadGameLine, 'line' | 'faults'> {
  return compileLine(language, line, index, isOwnEvent(line.event));
}

/** The path says already which member it is. */
function withoutName(message: string, path: PackFault['path']): string {
  const name = `${String(path.at(-1))}: `;
  return message.startsWith(name) ? message.slice(name.length) : message;
}

function membersOf(issue: z.core.$ZodIssue): string[] {
  if (issue.path.length > 0) return [String(issue.path[0])];
  return issue.code === 'unrecognized_keys' ? issue.keys : [];
}

function withoutMembers(value: unknown, wrong: ReadonlySet<string>): object | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return { ...STAND_IN, ...Object.fromEntries(Object.entries(value).filter(([name]) => !wrong.has(name))) };
}
