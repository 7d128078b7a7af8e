import { readSentiment } from '../emotion/sentiment.rules.js';
import type { GameEvent } from '../events/event.types.js';
import type { Facts, Scalar } from './dialogue.types.js';
import { FIELD_NAMES, FIELDS, type FieldName } from './dialogue-field.tables.js';

/** Code points of a spoken name: the longest real item names stay whole, a pasted page does not. */
export const MAX_SLOT_LENGTH = 60;

/** Invisible characters that could hide or reorder text: controls, lone surrogates, zero-width and bidi marks. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * A game's text made safe to be spoken: one line, no invisible characters, angle brackets replaced by look-alikes (so
 * that no client takes it for markup), at most 60 code points with an ellipsis. It may come out empty.
 */
export function slotText(value: string): string {
  const clean = value.replace(/\s+/gu, ' ').replace(INVISIBLE, '').replaceAll('<', '‹').replaceAll('>', '›').trim();
  if (clean.length <= MAX_SLOT_LENGTH) {
    return clean;
  }
  const points = [...clean];
  return points.length <= MAX_SLOT_LENGTH
    ? clean
    : `${points
        .slice(0, MAX_SLOT_LENGTH - 1)
        .join('')
        .trimEnd()}…`;
}

/** The value as a fact, or null when it is absent or not what the field holds. */
function factOf(field: FieldName, value: unknown): Scalar | null {
  const expected = FIELDS[field];
  switch (expected.kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    case 'flag':
      return typeof value === 'boolean' ? value : null;
    case 'choice':
      return typeof value === 'string' && (expected.values as readonly string[]).includes(value) ? value : null;
    case 'text':
      return typeof value === 'string' && slotText(value) !== '' ? slotText(value) : null;
  }
}

/**
 * What an event of a game's own brings for these slots: numbers, and texts made safe as ours are. Flags, lists and
 * objects cannot be spoken; what is missing stays out.
 */
export function ownFactsOf(event: GameEvent, slots: Iterable<string>): [string, Scalar][] {
  return [...slots].flatMap((slot): [string, Scalar][] => {
    const fact = spokenFact(event.data, slot) ?? spokenFact(event.context, slot);
    return fact === null ? [] : [[slot, fact]];
  });
}

function spokenFact(fields: Readonly<Record<string, unknown>>, slot: string): Scalar | null {
  const value = Object.hasOwn(fields, slot) ? fields[slot] : undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && slotText(value) !== '' ? slotText(value) : null;
}

/**
 * What lines may ask for and speak of: each known field from the event's data, else from its context; `count` and
 * `isFirstTime` else from what the server counted (null when nobody did); `remark` from what the player typed, as its
 * kind only. Nothing else of the event gets in.
 */
export function factsOf(
  event: GameEvent,
  counted: { readonly count: number | null; readonly isFirstTime: boolean | null },
): Facts {
  const facts = new Map<string, Scalar>();
  const remark = typeof event.data.text === 'string' ? readSentiment(event.data.text).remark : null;
  if (remark !== null) facts.set('remark', remark);
  for (const field of FIELD_NAMES) {
    if (field === 'remark') continue;
    const fallback = field === 'count' || field === 'isFirstTime' ? counted[field] : null;
    const fact = factOf(field, event.data[field]) ?? factOf(field, event.context[field]) ?? factOf(field, fallback);
    if (fact !== null) {
      facts.set(field, fact);
    }
  }
  return facts;
}
