import { criterionFault } from './criterion-lint.rules.js';
import { deadLineTest } from './dead-line.rules.js';
import { describeCriterion } from './criteria.rules.js';
import { isSlotName } from './dialogue-field.tables.js';
import type { DialogueLine } from './dialogue.types.js';
import { bareLines, thinCells, type ThinCell } from './pack-coverage.rules.js';
import { PackLibrary } from './pack-library.js';
import { ANY_PERSONA } from './persona.tables.js';
import { LINT_KINDS, MIN_VARIANTS, SLOT_EVENTS, SLOT_NAMESPACE, type LintKind } from './pack-lint.tables.js';

export interface LintFinding {
  readonly kind: LintKind;
  readonly severity: 'error' | 'warning';
  readonly language: string;
  /** The line that is at fault; null when it is what is not there. */
  readonly lineId: string | null;
  /** What is wrong and, where there is a choice, what is allowed. */
  readonly message: string;
}

export interface LintOptions {
  /** The event types that are known. */
  readonly eventTypes: readonly string[];
  /** The personas that exist: a `*` line can be said by each. */
  readonly personas: readonly string[];
  /** The languages that must be complete; empty for a game's pack, which only adds to the built-in lines. */
  readonly languages: readonly string[];
}

function finding(kind: LintKind, language: string, lineId: string | null, message: string): LintFinding {
  return { kind, severity: LINT_KINDS[kind], language, lineId, message };
}

/** Groups that keep the order of their first members. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What is wrong with one line, whatever others there are; see also {@link lintSteps}. */
export function lintLine(line: DialogueLine, isDead: boolean, options: LintOptions): LintFinding[] {
  const of = (kind: LintKind, message: string) => finding(kind, line.language, line.id, message);
  const faults = line.criteria.map(criterionFault).filter((fault) => fault !== null);
  const findings = faults.map((fault) => of(fault.unknown ? 'unknown_field' : 'never_holds', fault.message));
  if (faults.length === 0 && isDead) {
    findings.push(of('never_wins', 'more specific lines always go before it; remove it or give it a criterion'));
  }
  if (line.event !== null && !options.eventTypes.includes(line.event)) {
    findings.push(of('unknown_event', `event ${line.event} is not a known type; only a game that sends it hears this`));
  } else if (line.event?.startsWith(SLOT_NAMESPACE)) {
    const event = line.event.slice(SLOT_NAMESPACE.length);
    for (const slot of line.slots.filter(isSlotName)) {
      const events = SLOT_EVENTS[slot];
      if (events !== undefined && !events.includes(event)) {
        findings.push(of('slot_not_filled', `${line.event} does not carry {${slot}}; these do: ${events.join(', ')}`));
      }
    }
  }
  return findings;
}

/** What makes two texts the same to a listener: neither case, width, spaces nor punctuation. */
function heard(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '');
}

function lintTexts(lines: readonly DialogueLine[]): LintFinding[] {
  return groupBy(lines, (line) => `${line.language}\n${heard(line.text)}`).flatMap((same) => {
    const firsts = new Map<string, DialogueLine>();
    return same.flatMap((line) => {
      const own = firsts.get(line.persona);
      const [other] = firsts.values();
      firsts.set(line.persona, own ?? line);
      const twin = own ?? other;
      return twin === undefined
        ? []
        : [
            finding(
              own === undefined ? 'shared_text' : 'duplicate_text',
              line.language,
              line.id,
              `says the same as ${twin.id}: ${line.text}`,
            ),
          ];
    });
  });
}

/** Cells made by `when` that would repeat: lines that ask for just the same. */
function lintConditionalCells(lines: readonly DialogueLine[]): LintFinding[] {
  const conditional = lines.filter((line) => line.criteria.length > 0 && !line.once);
  const cells = groupBy(conditional, (line) =>
    JSON.stringify([line.language, line.persona, line.event, line.emotion, line.criteria]),
  );
  return cells.flatMap(([first, ...others]) =>
    first === undefined || others.length + 1 >= MIN_VARIANTS
      ? []
      : [
          finding(
            'thin_cell',
            first.language,
            first.id,
            `${others.length + 1} of ${MIN_VARIANTS} variants for ${first.criteria.map(describeCriterion).join(' and ')}: with fewer it repeats itself soon`,
          ),
        ],
  );
}

function describe(cells: readonly ThinCell[]): string {
  const { persona, event, emotion } = cells[0] ?? { persona: '', event: null, emotion: null };
  const place = event ?? (emotion === null ? 'lines of last resort' : 'lines by emotion');
  const emotions = cells.map((cell) => `${cell.emotion ?? 'any'} ${cell.variants}`).join(', ');
  return `${persona}, ${place}: fewer than ${MIN_VARIANTS} variants (${emotions})`;
}

function lintCompleteness(library: PackLibrary, options: LintOptions): LintFinding[] {
  return options.languages.flatMap((language) => {
    if (!library.languages().includes(language)) {
      return [finding('missing_language', language, null, 'there are no lines in this language')];
    }
    return options.personas.flatMap((persona) => {
      if (!library.lines.some((line) => line.language === language && line.persona === persona)) {
        return [finding('missing_persona', language, null, `${persona} has no lines in this language`)];
      }
      const thin = thinCells(library, language, persona, options.eventTypes);
      const groups = groupBy(thin, (cell) => cell.event ?? (cell.emotion === null ? '' : '*'));
      const findings = groups.map((cells) => finding('thin_coverage', language, null, describe(cells)));
      return bareLines(library, language, persona).length > 0
        ? findings
        : [...findings, finding('no_last_resort', language, null, `${persona} has no line without any criterion`)];
    });
  });
}

/**
 * That a language which only a game has would repeat itself: no lines of ours stand in for the last ones said, and
 * another language is no stand-in. Looked at as whoever has no lines of its own would hear it.
 */
export function lastResortFindings(lines: readonly DialogueLine[], language: string): LintFinding[] {
  const bare = bareLines(new PackLibrary(lines), language, ANY_PERSONA).length;
  if (bare >= MIN_VARIANTS) return [];
  const message = `${bare} of ${MIN_VARIANTS} lines of persona * without event, emotion, when and slot: there are none of ours in ${language}, so that with fewer it repeats itself or falls back to another language`;
  return [finding('thin_last_resort', language, null, message)];
}

/**
 * What is wrong with lines that can be read: lines no one will ever hear, slots no event fills, the same said twice, and,
 * for the languages that must be complete, what is missing. Errors and warnings are told apart by `LINT_KINDS`.
 */
export function lintLines(lines: readonly DialogueLine[], options: LintOptions): LintFinding[] {
  const steps = lintSteps(lines, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, stopping after each small piece of work, for whoever has other things to do meanwhile. */
export function* lintSteps(lines: readonly DialogueLine[], options: LintOptions): Generator<void, LintFinding[]> {
  const library = new PackLibrary(lines);
  const isDead = deadLineTest(library, options.personas);
  const findings: LintFinding[] = [];
  for (const line of lines) {
    findings.push(...lintLine(line, yield* isDead(line), options));
    yield;
  }
  for (const lint of [lintTexts, lintConditionalCells]) {
    findings.push(...lint(lines));
    yield;
  }
  return [...findings, ...lintCompleteness(library, options)];
}
