import { EVENT_TYPES } from './event-type.tables.js';
import type { EventTypeRow } from './event-type.types.js';

// A map and not the table itself, so that a type called "constructor" is unknown.
const KNOWN: ReadonlyMap<string, EventTypeRow> = new Map(Object.entries(EVENT_TYPES));

/** The row of a known event type, undefined for a game's own. */
export function eventTypeOf(type: string): EventTypeRow | undefined {
  return KNOWN.get(type);
}

/** True for types whose times are counted for each player, so that first times and round counts are known. */
export function isMemorable(type: string): boolean {
  return KNOWN.get(type)?.memorable ?? false;
}
