import { cjkBigrams, foldText, splitRuns } from '../providers/embedding/text-runs.rules.js';
import { NAME_FIELDS, nameOf } from './event-names.rules.js';
import type { MemorySource } from './memory.types.js';
import { extractTerms, normaliseText } from './terms.rules.js';
import { cosine } from './vector.rules.js';

/** Cosine from which two memories of one type say the same. */
export const DUPLICATE_COSINE = 0.92;
/** Strength beyond which nothing is added: at 20 and importance 1 a memory is kept for some five years. */
export const MAX_STRENGTH = 20;

/** What a memory says, and where it has that from. */
export interface ToldMemory {
  readonly content: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly source: MemorySource;
  /** Null for what came from no event. */
  readonly eventId: string | null;
}

export interface ComparableMemory extends ToldMemory {
  readonly type: string;
  readonly vector?: Float32Array | null;
}

/** The words by which English, German, French, Spanish and Portuguese say no, as whole words: `\b` knows no accents. */
const LATIN_NEGATIONS =
  /(?<!\p{L})(?:no|not|never|cannot|without|nicht|keine?[mnrs]?|nie|niemals|ohne|ne|pas|jamais|sans|nunca|jamás|sin|ningun[ao]?|não|nem|sem|nenhuma?)(?!\p{L})|(?<!\p{L})n['\u2019](?=\p{L})|n['\u2019]t(?!\p{L})/u;
/** The same of Chinese, Japanese and Korean, which put no spaces around them all. */
const EAST_ASIAN_NEGATIONS = /[不没沒未无無别別]|ない|なかった|ません|(?<!\p{L})[안못](?!\p{L})|않|없/u;
/** Numbers and negations: what makes two like sentences say different things. */
const DECISIVE = new RegExp(`\\p{Nd}+|${LATIN_NEGATIONS.source}|${EAST_ASIAN_NEGATIONS.source}`, 'gu');

/** A word of any script, and what of a word may be a name: a capital, or a letter of a script that has none. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const NAMING = /[\p{Lu}\p{Lt}\p{Lo}\p{N}]/u;
/** Roman numerals that no capital betrays, and the one that English takes for a word. */
const ROMAN =
  /(?<![\p{L}\p{N}])(?:i{2,3}|i?vi{0,3}|i?xi{0,3})(?![\p{L}\p{N}])|(?<=\p{Lu}[\p{L}\p{M}]* )I(?![\p{L}\p{N}'\u2019])/gu;
/** Chinese particles and "very": with or without them a sentence says the same. */
const PARTICLES = /[的了着过很吧呢啊]/gu;

/**
 * Whether two memories of one player say the same: of one type, and equal in normalised text, or with a cosine of 0.92
 * or more and nothing that decides otherwise (see {@link saysTheSame}).
 */
export function isNearDuplicate(a: ComparableMemory, b: ComparableMemory): boolean {
  if (a.type !== b.type) return false;
  if (normaliseText(a.content) === normaliseText(b.content)) return areOfOneMatter(a, b);
  if (!a.vector || !b.vector || a.vector.length !== b.vector.length) return false;
  return saysTheSame(a, b, cosine(a.vector, b.vector));
}

/**
 * Whether two memories whose vectors have this cosine say the same: 0.92 or more, the same names, numbers and negations,
 * and the words they share in the same order. "Reached level 49" and "Reached level 50", "I like it" and "I don't like
 * it", "Ann beat Bob" and "Bob beat Ann" are near in most vector spaces (the last two are one point in a lexical one),
 * and to take one for the other would lose it: a memory kept twice is the smaller harm.
 *
 * Of events the names are known. Of other texts whatever may be one counts: a capitalised word, a Roman numeral, and
 * every word of a script without capitals.
 */
export function saysTheSame(a: ToldMemory, b: ToldMemory, cosine: number): boolean {
  if (cosine < DUPLICATE_COSINE || !areOfOneMatter(a, b)) return false;
  if (!(isTelling(a) && isTelling(b)) && !nameTheSame(a.content, b.content)) return false;
  return decisiveIn(a.content) === decisiveIn(b.content) && haveOneOrder(a.content, b.content);
}

/** What a standing memory becomes when the same is told again: stronger by one (at most 20), and as important as either. */
export function reinforce(
  standing: { readonly strength: number; readonly importance: number },
  told: { readonly importance: number },
): { strength: number; importance: number } {
  return {
    strength: Math.min(standing.strength + 1, MAX_STRENGTH),
    importance: Math.max(standing.importance, told.importance),
  };
}

/** Of events the same type and names; else no name that differs where both give one. */
function areOfOneMatter(a: ToldMemory, b: ToldMemory): boolean {
  const areEvents = a.eventId !== null && b.eventId !== null;
  if (areEvents && a.context['eventType'] !== b.context['eventType']) return false;
  return NAME_FIELDS.every((field) => {
    const [inA, inB] = [nameOf(a.context[field]), nameOf(b.context[field])];
    return inA === inB || (!areEvents && (inA === null || inB === null));
  });
}

/** Whether its sentence was made here, of an event whose names are known; a remark is its player's own words. */
function isTelling({ source, eventId }: ToldMemory): boolean {
  return source === 'event' && eventId !== null;
}

/** Whether each text has the words of the other that may be names, and both the same Roman numerals. */
function nameTheSame(a: string, b: string): boolean {
  const [inA, inB] = [wordsOf(a), wordsOf(b)];
  if (romanIn(a) !== romanIn(b)) return false;
  return inA.names.every((name) => inB.all.has(name)) && inB.names.every((name) => inA.all.has(name));
}

function wordsOf(content: string): { names: string[]; all: Set<string> } {
  const names: string[] = [];
  const all = new Set<string>();
  for (const [word] of content.normalize('NFKC').replace(PARTICLES, '').matchAll(WORD)) {
    const isNaming = NAMING.test(word);
    // No runs are left of what is grammar; a run without spaces between its words is compared by its pairs of characters.
    for (const { kind, text } of splitRuns(word)) {
      const parts = kind === 'cjk' ? cjkBigrams(text) : [foldText(text)];
      for (const part of parts) all.add(part);
      if (isNaming) names.push(...parts);
    }
  }
  return { names, all };
}

function romanIn(content: string): string {
  return (content.normalize('NFKC').match(ROMAN) ?? []).join(' ').toLowerCase();
}

function decisiveIn(content: string): string {
  return (content.normalize('NFKC').toLowerCase().match(DECISIVE) ?? []).join(' ');
}

function haveOneOrder(a: string, b: string): boolean {
  const [termsA, termsB] = [extractTerms(a), extractTerms(b)];
  const [inA, inB] = [new Set(termsA), new Set(termsB)];
  return sharedInOrder(termsA, inB) === sharedInOrder(termsB, inA);
}

function sharedInOrder(terms: readonly string[], other: ReadonlySet<string>): string {
  return terms.filter((term) => other.has(term)).join(' ');
}
