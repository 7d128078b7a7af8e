import { eventTypeOf } from '../emotion/event-type.rules.js';
import type { GameEvent } from '../events/event.types.js';
import { NAME_FIELDS } from './event-names.rules.js';
import { memorySentence, typeInWords } from './memory-sentence.rules.js';
import { extractTerms } from './terms.rules.js';

/** Terms that stand for one thing: a name, a remark, or the words of a kind of event. */
export interface Cue {
  readonly terms: readonly string[];
  /** How many of them a memory must have to be about that thing. */
  readonly needed: number;
}

/** A remark of many words has something to do with a memory from two words in common on. */
const REMARK_NEEDED = 2;
/** Of a long name so much must be there: "the Frozen Throne" is not every throne. */
const NAME_SHARE = 2 / 3;

/**
 * What an event can call to mind: what it names and what was said; of an event without names, the words of its kind in
 * the player's language. With no cue, nothing.
 */
export function cuesOf(event: GameEvent, language: string): Cue[] {
  const names = NAME_FIELDS.flatMap((field) => cueOf(event.data[field], nameNeeds));
  const remark = cueOf(event.data.text, (count) => Math.min(count, REMARK_NEEDED));
  const named = [...names, ...remark];
  return named.length > 0 ? named : cueOf(kindInWords(event, language), (count) => Math.ceil(count / 2));
}

/** All terms of the cues, each once. */
export function cueTerms(cues: readonly Cue[]): string[] {
  return [...new Set(cues.flatMap(({ terms }) => terms))];
}

/** Whether a memory with these terms is about what any of the cues stands for. */
export function isAbout(memoryTerms: readonly string[], cues: readonly Cue[]): boolean {
  const has = new Set(memoryTerms);
  return cues.some(({ terms, needed }) => terms.filter((term) => has.has(term)).length >= needed);
}

function cueOf(value: unknown, needs: (count: number) => number): Cue[] {
  if (typeof value !== 'string') return [];
  const terms = [...new Set(extractTerms(value))];
  return terms.length === 0 ? [] : [{ terms, needed: needs(terms.length) }];
}

function nameNeeds(count: number): number {
  return count <= 2 ? count : Math.ceil(count * NAME_SHARE);
}

/** The sentence of a bare event of the type; of an unknown type, whose sentence says nothing, its name. */
function kindInWords({ type }: GameEvent, language: string): string {
  return eventTypeOf(type) ? memorySentence({ type, data: {}, context: {} }, language) : typeInWords(type);
}
