import type { z } from 'zod';
import { criteriaOf, specificityOf } from './criteria.rules.js';
import type { DialogueLine, PackFault } from './dialogue.types.js';
import { readMessage } from './message.rules.js';
import { packSchema, type Pack, type PackLine } from './pack.schemas.js';

/** A pack's lines, ready to be chosen, and what is wrong with it; lines with faults are left out. */
export interface CompiledPack {
  readonly lines: readonly DialogueLine[];
  readonly faults: readonly PackFault[];
}

/**
 * Reads one line's text and criteria; its faults are named by the line's place in the pack.
 *
 * @param bringsOwn whether the line is about an event of a game's own, which may fill slots that we do not know
 */
export function compileLine(
  language: string,
  line: PackLine,
  index: number,
  bringsOwn = false,
): { line: DialogueLine; faults: PackFault[] } {
  const { message, slots, counted, faults } = readMessage(line.text, language, bringsOwn);
  const persona = line.persona;
  const event = line.event ?? null;
  const emotion = line.emotion ?? null;
  const criteria = criteriaOf(line.when);
  // Every property is named: spreading one object into each of thousands of lines took a third of their loading.
  return {
    line: {
      persona,
      event,
      emotion,
      criteria,
      id: line.id,
      language,
      slots,
      counted,
      text: line.text,
      message,
      weight: line.weight ?? 1,
      cooldownMs: (line.cooldownSeconds ?? 0) * 1000,
      once: line.once ?? false,
      specificity: specificityOf({ persona, event, emotion, criteria }),
    },
    faults: faults.map((fault) => ({ path: ['lines', index, 'text'], message: fault })),
  };
}

/** Reads the texts and criteria of a pack that fits the schema; a second line with the same id is a fault. */
export function compilePack(pack: Pack): CompiledPack {
  const lines: DialogueLine[] = [];
  const faults: PackFault[] = [];
  const ids = new Set<string>();
  pack.lines.forEach((packLine, index) => {
    const compiled = compileLine(pack.language, packLine, index);
    faults.push(...compiled.faults);
    if (ids.has(packLine.id)) {
      faults.push({ path: ['lines', index, 'id'], message: `id "${packLine.id}" is used twice; ids must be unique` });
    } else if (compiled.faults.length === 0) {
      lines.push(compiled.line);
    }
    ids.add(packLine.id);
  });
  return { lines, faults };
}

/** The schema's complaints as faults; for an unknown field the place of that field. */
export function schemaFaults(error: z.ZodError): PackFault[] {
  return error.issues.map((issue) => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
    const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const named = path.length > 0 && typeof path.at(-1) === 'string' ? `${String(path.at(-1))}: ` : '';
    return {
      path: [...path, ...key],
      message: issue.message.startsWith(named) ? issue.message : `${named}${issue.message}`,
    };
  });
}

/** Checks any value against the schema, then compiles it. */
export function readPack(value: unknown): CompiledPack & { readonly language: string | null } {
  const parsed = packSchema.safeParse(value);
  return parsed.success
    ? { language: parsed.data.language, ...compilePack(parsed.data) }
    : { language: null, lines: [], faults: schemaFaults(parsed.error) };
}
