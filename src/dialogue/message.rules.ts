import { IntlMessageFormat } from 'intl-messageformat';
import type { DialogueLine, Facts, Scalar } from './dialogue.types.js';
import { FIELDS, isFieldName, isOwnSlot, isSlotName, SLOT_NAMES } from './dialogue-field.tables.js';
import { LAST_LANGUAGE } from './language.rules.js';

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

/** A text as read: what it needs, and what is wrong with it. */
export interface ReadMessage {
  readonly message: IntlMessageFormat | null;
  readonly slots: readonly string[];
  /** Slots of a game's own that are counted, so that they must be numbers. */
  readonly counted: readonly string[];
  /** What is wrong and what is allowed; empty when the text is good. */
  readonly faults: readonly string[];
}

/** Whether ICU syntax may be in a text: braces, or an apostrophe that quotes or doubles. */
const ICU_SYNTAX = /[{}]|'['<>]/;

/** Number formats and plural rules are costly to make (some 50 microseconds) and the same for all lines of a language. */
const numberFormats = new Map<string, Intl.NumberFormat>();
const pluralRules = new Map<string, Intl.PluralRules>();

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const value = cache.get(key) ?? make();
  cache.set(key, value);
  return value;
}

const formatters = {
  getNumberFormat: (locales?: string | string[]) =>
    cached(numberFormats, String(locales), () => new Intl.NumberFormat(locales)),
  getPluralRules: (locales?: string | string[], options?: Intl.PluralRulesOptions) =>
    cached(pluralRules, `${String(locales)} ${options?.type}`, () => new Intl.PluralRules(locales, options)),
  getDateTimeFormat: (locales?: string | string[], options?: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales, options),
};

/** ICU's element types, as FormatJS numbers them. */
const KIND = { literal: 0, argument: 1, number: 2, select: 5, plural: 6, pound: 7 } as const;
/** A plural in a select in a plural: more of it nobody can read, and its variants multiply. */
const MAX_LEVELS = 3;
const KINDS = new Set<number>(Object.values(KIND));

interface Found {
  readonly slots: Set<string>;
  readonly counted: Set<string>;
  readonly faults: Set<string>;
  /** Whether fields that we do not know may be spoken. */
  readonly bringsOwn: boolean;
}

const MAY_BE_OWN = ', or a field of this event of yours, by a name of letters, digits and _';

function inspectSlot(name: string, isCounted: boolean, { slots, counted, faults, bringsOwn }: Found): void {
  if (!isSlotName(name) && !(bringsOwn && isOwnSlot(name))) {
    faults.add(`unknown slot {${name}}; allowed: ${SLOT_NAMES.join(', ')}${bringsOwn ? MAY_BE_OWN : ''}`);
    return;
  }
  slots.add(name);
  if (!isCounted) return;
  if (!isFieldName(name)) counted.add(name);
  else if (FIELDS[name].kind !== 'number') {
    faults.add(`{${name}} is a text and cannot be counted; use {${name}} or select`);
  }
}

function inspect(elements: readonly Element[], found: Found, level = 1): void {
  const { faults } = found;
  for (const element of elements) {
    const kind: number = element.type;
    if (kind === KIND.literal || kind === KIND.pound || !('value' in element)) {
      continue;
    }
    const name = element.value;
    if (!KINDS.has(kind) || ('style' in element && element.style)) {
      faults.add(
        `{${name}, …} has a format that is not allowed; allowed: {slot}, number, plural, selectordinal, select`,
      );
    } else {
      inspectSlot(name, kind === KIND.number || kind === KIND.plural, found);
    }
    if ('options' in element && level > MAX_LEVELS) {
      faults.add(`{${name}, …} stands too deep; plurals and selects may be nested ${MAX_LEVELS} levels deep`);
    } else if ('options' in element) {
      for (const option of Object.values(element.options)) {
        inspect(option.value, found, level + 1);
      }
    }
  }
}

const NOTHING_TO_FILL: ReadMessage = { message: null, slots: [], counted: [], faults: [] };

/**
 * Reads a text as ICU MessageFormat in a language. Plain texts cost nothing. A language that `Intl` does not know
 * counts as English, never as the host's own.
 *
 * @param bringsOwn whether slots that we do not know may be filled: by an event of a game's own
 */
export function readMessage(text: string, language: string, bringsOwn = false): ReadMessage {
  if (!ICU_SYNTAX.test(text)) {
    return NOTHING_TO_FILL;
  }
  try {
    const message = new IntlMessageFormat(text, [language, LAST_LANGUAGE], undefined, { ignoreTag: true, formatters });
    const found: Found = { slots: new Set(), counted: new Set(), faults: new Set(), bringsOwn };
    inspect(message.getAst(), found);
    return { message, slots: [...found.slots], counted: [...found.counted], faults: [...found.faults] };
  } catch (error) {
    const reason = error instanceof Error ? error.message.toLowerCase().replaceAll('_', ' ') : String(error);
    const allowed = 'allowed: {slot}, {slot, plural, one {# kill} other {# kills}}, {slot, select, a {…} other {…}}';
    const fault = `text is not ICU MessageFormat (${reason}${positionOf(error)}); ${allowed}`;
    return { ...NOTHING_TO_FILL, faults: [fault] };
  }
}

/** Where a text could not be read, as the parser's errors say it; empty when this one does not. */
function positionOf(error: unknown): string {
  const { location } = error as { readonly location?: { readonly start?: { readonly offset?: unknown } } };
  const offset = location?.start?.offset;
  return typeof offset === 'number' ? ` at character ${offset + 1}` : '';
}

/** Whole numbers as they are, others to two places: nobody says 0.30000000000000004. */
function spoken(fact: Scalar | undefined): string | number {
  if (typeof fact !== 'number') {
    return String(fact ?? '');
  }
  return Number.isInteger(fact) ? fact : Number(fact.toFixed(2));
}

/** The line's finished sentence. Facts are arguments of the message, so nothing in them is read as syntax. */
export function formatLine(line: Pick<DialogueLine, 'text' | 'message' | 'slots'>, facts: Facts): string {
  if (line.message === null) {
    return line.text;
  }
  return String(line.message.format(Object.fromEntries(line.slots.map((slot) => [slot, spoken(facts.get(slot))]))));
}
