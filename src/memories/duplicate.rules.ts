import { extractTerms, normaliseText } from './terms.rules.js';
import { cosine } from './vector.rules.js';

/** Cosine from which two memories of one type say the same. */
export const DUPLICATE_COSINE = 0.92;
/** Strength beyond which nothing is added: at 20 and importance 1 a memory is kept for some five years. */
export const MAX_STRENGTH = 20;

export interface ComparableMemory {
  readonly type: string;
  readonly content: string;
  readonly vector?: Float32Array | null;
}

/** The words by which English, German, French, Spanish and Portuguese say no, as whole words: `\b` knows no accents. */
const LATIN_NEGATIONS =
  /(?<!\p{L})(?:no|not|never|cannot|without|nicht|keine?[mnrs]?|nie|niemals|ohne|ne|pas|jamais|sans|nunca|jamás|sin|ningun[ao]?|não|nem|sem|nenhuma?)(?!\p{L})|(?<!\p{L})n['\u2019](?=\p{L})|n['\u2019]t(?!\p{L})/u;
/** The same of Chinese, Japanese and Korean, which put no spaces around them all. */
const EAST_ASIAN_NEGATIONS = /[不没沒未无無别別]|ない|なかった|ません|(?<!\p{L})[안못](?!\p{L})|않|없/u;
/** Numbers and negations: what makes two like sentences say different things. */
const DECISIVE = new RegExp(`\\p{Nd}+|${LATIN_NEGATIONS.source}|${EAST_ASIAN_NEGATIONS.source}`, 'gu');

/**
 * Whether two memories of one player say the same: of one type, and equal in normalised text, or with a cosine of 0.92
 * or more and nothing that decides otherwise (see {@link saysTheSame}).
 */
export function isNearDuplicate(a: ComparableMemory, b: ComparableMemory): boolean {
  if (a.type !== b.type) return false;
  if (normaliseText(a.content) === normaliseText(b.content)) return true;
  if (!a.vector || !b.vector || a.vector.length !== b.vector.length) return false;
  return saysTheSame(a.content, b.content, cosine(a.vector, b.vector));
}

/**
 * Whether two contents whose vectors have this cosine say the same: 0.92 or more, the same numbers and negations, and
 * the words they share in the same order. "Reached level 49" and "Reached level 50", "I like it" and "I don't like it",
 * "Ann beat Bob" and "Bob beat Ann" are near in most vector spaces (the last two are one point in a lexical one), and
 * to take one for the other would lose it.
 */
export function saysTheSame(a: string, b: string, cosine: number): boolean {
  return cosine >= DUPLICATE_COSINE && decisiveIn(a) === decisiveIn(b) && haveOneOrder(a, b);
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
