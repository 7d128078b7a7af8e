import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBare } from './criteria.rules.js';
import type { DialogueLine } from './dialogue.types.js';
import { LAST_LANGUAGE } from './language.rules.js';
import { readPack } from './pack-compile.rules.js';
import { PackLibrary } from './pack-library.js';
import { lineOfId, lineOfPath, syntaxFault } from './pack-position.rules.js';
import { ANY_PERSONA, NEUTRAL_PERSONA, PERSONA_NAMES } from './persona.tables.js';

/** `packs/` at the project's root: two folders up from both `src/dialogue` and `dist/dialogue`. */
const PACKS_DIRECTORY = fileURLToPath(new URL('../../packs', import.meta.url));
/** Faults named in one error; more would scroll the first away. */
const MAX_FAULTS = 20;

/** A pack that cannot be served; the message has `file:line: what is wrong and what is allowed`, one fault a line. */
export class PackError extends Error {
  override readonly name = 'PackError';

  constructor(readonly faults: readonly string[]) {
    const more = faults.length > MAX_FAULTS ? [`and ${faults.length - MAX_FAULTS} more`] : [];
    super([...faults.slice(0, MAX_FAULTS), ...more].join('\n'));
  }
}

interface PackFile {
  readonly path: string;
  /** As messages name it: `packs/en/cool.json`. */
  readonly label: string;
  /** The folder's name, which the pack's `language` must repeat. */
  readonly language: string;
}

function packFiles(directory: string): PackFile[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map((folder) => folder.name)
    .sort()
    .flatMap((language) =>
      readdirSync(join(directory, language))
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => ({
          path: join(directory, language, file),
          label: `${basename(directory)}/${language}/${file}`,
          language,
        })),
    );
}

/** Reads one file; its faults are appended, with their lines. */
function readFile(file: PackFile, faults: string[]): readonly DialogueLine[] {
  const source = readFileSync(file.path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    const fault = syntaxFault(source);
    faults.push(`${file.label}:${fault.line}: ${fault.message}`);
    return [];
  }
  const pack = readPack(value);
  for (const fault of pack.faults) {
    faults.push(`${file.label}:${lineOfPath(source, fault.path)}: ${fault.message}`);
  }
  if (pack.language !== null && pack.language !== file.language) {
    const line = lineOfPath(source, ['language']);
    faults.push(`${file.label}:${line}: language is "${pack.language}"; in this folder it must be "${file.language}"`);
  }
  return pack.lines;
}

/** Appends a fault for each id that an earlier file of the same language has. */
function noteSharedIds(file: PackFile, lines: readonly DialogueLine[], owners: Map<string, string>, faults: string[]) {
  for (const line of lines) {
    const id = `${file.language}\n${line.id}`;
    const owner = owners.get(id);
    if (owner === undefined) {
      owners.set(id, file.label);
    } else {
      const at = lineOfId(readFileSync(file.path, 'utf8'), line.id);
      faults.push(`${file.label}:${at}: id "${line.id}" is already used in ${owner}; ids must be unique in a language`);
    }
  }
}

/**
 * Reads every `<language>/*.json` under a folder, the built-in packs by default.
 * @throws PackError naming file and line when a pack is broken, and when English lacks a line that a persona can say at
 * any time: something must always be said.
 */
export function loadPacks(directory: string = PACKS_DIRECTORY): PackLibrary {
  const faults: string[] = [];
  const owners = new Map<string, string>();
  const lines: DialogueLine[] = [];
  for (const file of packFiles(directory)) {
    const read = readFile(file, faults);
    noteSharedIds(file, read, owners, faults);
    lines.push(...read);
  }
  const last = lines.filter((line) => line.language === LAST_LANGUAGE && isBare(line));
  const silent = [...PERSONA_NAMES, NEUTRAL_PERSONA].filter(
    (name) => !last.some((line) => [name, ANY_PERSONA].includes(line.persona)),
  );
  if (faults.length === 0 && silent.length > 0) {
    faults.push(
      `${basename(directory)}/${LAST_LANGUAGE}:1: no line of last resort for ${silent.join(', ')}; ` +
        'each persona needs one without event, emotion, when and slots',
    );
  }
  if (faults.length > 0) {
    throw new PackError(faults);
  }
  return new PackLibrary(lines);
}
